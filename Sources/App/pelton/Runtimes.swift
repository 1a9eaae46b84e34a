import ArgumentParser
import Workers

struct Runtimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what runs functions on this host, and install what runtimes contain.",
        subcommands: [ListRuntimes.self, InstallRuntime.self], defaultSubcommand: ListRuntimes.self)
}

/// Where runtimes' packages are.
struct RuntimesOptions: ParsableArguments {
    @Option(help: "The folder for runtimes' packages; many servers can share one. (default: runtimes/ in the data directory)")
    var runtimes: String?

    @Option(help: "The server's data directory. (default: pelton-data)")
    var data: String?

    var directory: String { given(runtimes, "PELTON_RUNTIMES") ?? (given(data, "PELTON_DATA") ?? "pelton-data") + "/runtimes" }
}

struct ListRuntimes: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the interpreters that functions can run on.")

    @OptionGroup var options: RuntimesOptions

    func run() {
        print("provided.al2023, provided.al2  the function's own bootstrap", to: &StandardOutput.stream)
        let found = PythonInterpreter.installed()
        for interpreter in found {
            let packages = PythonPackages(interpreter, in: options.directory)
            let note = packages.areInstalled ? "boto3 installed" : "without boto3: pelton runtimes install python"
            print("python3.\(interpreter.minor)  \(interpreter.executable)  (\(note))", to: &StandardOutput.stream)
        }
        if found.isEmpty {
            print("python3.x  none on this host: apt-get install python3 python3-venv", to: &StandardOutput.stream)
        } else {
            print("Other Python 3 versions run on the nearest of these.", to: &StandardOutput.stream)
        }
    }
}

struct InstallRuntime: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install boto3, which AWS's Python runtimes contain, for each Python of this host.")

    @Argument(help: "The runtime: python.")
    var runtime: String

    @OptionGroup var options: RuntimesOptions

    func run() throws {
        guard runtime == "python" else { throw ValidationError("Only python has packages to install, not \(runtime).") }
        let found = PythonInterpreter.installed()
        guard !found.isEmpty else { throw Failure("There is no Python on this host. Install one: apt-get install python3 python3-venv") }
        var failures: [String] = []
        for interpreter in found {
            let packages = PythonPackages(interpreter, in: options.directory)
            do throws(PythonPackages.Failure) {
                let text = try packages.install() ? "installed in" : "is there already, in"
                print("python3.\(interpreter.minor): boto3 \(text) \(packages.folder)", to: &StandardOutput.stream)
            } catch { failures.append("python3.\(interpreter.minor): \(error.reason)") }
        }
        guard failures.count < found.count else { throw Failure(failures.joined(separator: "\n")) }
        for failure in failures { print("skipped \(failure)", to: &StandardOutput.stream) }
    }
}
