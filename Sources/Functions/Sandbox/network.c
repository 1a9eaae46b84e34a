// A network of the worker's own: loopback, and on it two listeners whose other side is the server.
#define _GNU_SOURCE
#include "launcher.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void bring_up_loopback(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo"};
    if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0) fail("look at the loopback interface");
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    if (ioctl(fd, SIOCSIFFLAGS, &request) != 0) fail("bring up the loopback interface");
    close(fd);
}

// The server's own address, so that its URL means the same inside.
static void add_address(struct in_addr address) {
    if (ntohl(address.s_addr) >> 24 == 127) return;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo:1"};
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = address};
    memcpy(&request.ifr_addr, &in, sizeof in);
    if (fd < 0 || ioctl(fd, SIOCSIFADDR, &request) != 0) fail("give the loopback interface the server's address");
    close(fd);
}

static int listen_at(const struct sockaddr *address, socklen_t length) {
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) fail("make a listener");
    if (bind(fd, address, length) != 0 || listen(fd, 64) != 0) fail("listen");
    return fd;
}

static int listen_on_loopback(int port) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return listen_at((struct sockaddr *)&in, sizeof in);
}

static int listen_as_endpoint(const char *host, int port) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    if (inet_pton(AF_INET, host, &in.sin_addr) == 1 && in.sin_addr.s_addr != htonl(INADDR_ANY)) {
        add_address(in.sin_addr);
        return listen_at((struct sockaddr *)&in, sizeof in);
    }
    if (strcmp(host, "::1") == 0) return listen_at((struct sockaddr *)&in6, sizeof in6);
    return listen_on_loopback(port);
}

// What the kernel holds for TCP belongs to no process: a connection gets no more than this. Kernels that do not let a namespace say so go on
// without.
static void bound_buffers(void) {
    static const char *const files[] = {"/proc/sys/net/ipv4/tcp_rmem", "/proc/sys/net/ipv4/tcp_wmem"};
    static const char bounds[] = "4096 65536 262144";
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int file = open(files[i], O_WRONLY | O_CLOEXEC);
        if (file < 0) continue;
        ssize_t written = write(file, bounds, sizeof bounds - 1);
        (void)written;
        close(file);
    }
}

void send_listeners(const struct options *options) {
    bring_up_loopback();
    bound_buffers();
    int tmp = open(STAGE "/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (tmp < 0) fail(STAGE "/tmp");
    int fds[3] = {listen_on_loopback(options->runtime_port), listen_as_endpoint(options->endpoint_host, options->endpoint_port), tmp};
    char text[LAYERS + 1];
    int length = snprintf(text, sizeof text, "L%s", options->layers);
    struct iovec data = {text, (size_t)length};
    char control[CMSG_SPACE(sizeof fds)] = {0};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(header), fds, sizeof fds);
    if (sendmsg(CONTROL, &message, MSG_NOSIGNAL) < 0) fail("hand the listeners over");
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) close(fds[i]);
}
