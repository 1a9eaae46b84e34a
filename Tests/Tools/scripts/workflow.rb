# What the developer guide of the AWS SDK for Ruby shows, one thing after the other. Prints what it sees, a line each.
require "aws-sdk-s3"
require "net/http"

endpoint, name, big, back = ARGV
client = Aws::S3::Client.new(endpoint: endpoint, force_path_style: true, region: ENV["AWS_REGION"])
s3 = Aws::S3::Resource.new(client: client)
bucket = s3.create_bucket(bucket: name)
bucket.wait_until_exists
raise "not listed" unless s3.buckets.map(&:name).include?(name)

object = bucket.object("a folder/plus+sign & ünï")
object.put(body: "hello", content_type: "text/x-test", metadata: { "colour" => "dark blue" }, cache_control: "no-store")
got = object.get
puts [got.body.read, got.content_type, got.metadata["colour"], got.cache_control, got.etag].join("|")
puts object.get(range: "bytes=1-3").body.read

bucket.object("parts").upload_file(big, multipart_threshold: 5 << 20)
bucket.object("parts").download_file(back)
puts bucket.object("parts").etag
bucket.object("stream").upload_stream(part_size: 5 << 20) { |stream| IO.copy_stream(big, stream) }
puts bucket.object("stream").content_length
bucket.object("joined").copy_from(bucket.object("parts"), multipart_copy: true, content_length: File.size(big))
puts bucket.object("joined").content_length

copied = bucket.object("copy")
copied.copy_from(object, metadata: { "colour" => "red" }, metadata_directive: "REPLACE")
puts copied.metadata["colour"]
copied.move_to(bucket.object("moved"))
puts copied.exists?

signed = bucket.object("signed")
uri = URI(signed.presigned_url(:put, expires_in: 300))
answer = Net::HTTP.start(uri.host, uri.port) { |http| http.put(uri.request_uri, "by url", { "Content-Type" => "" }) }
puts answer.code
puts Net::HTTP.get(URI(signed.presigned_url(:get, response_content_type: "text/y")))
post = bucket.presigned_post(key: "form/${filename}", success_action_status: "201", metadata: { "from" => "form" })
form = post.fields.map { |key, value| [key, value] } + [["file", "by form", { filename: "f.txt" }]]
uri = URI("#{endpoint}/#{name}")
request = Net::HTTP::Post.new(uri)
request.set_form(form, "multipart/form-data")
puts Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }.code
puts bucket.object("form/f.txt").metadata["from"]

12.times { |number| bucket.object("many/#{number}").put(body: number.to_s) }
puts bucket.objects(prefix: "many/", max_keys: 5).map(&:key).join(" ")
puts client.list_objects_v2(bucket: name, delimiter: "/").common_prefixes.map(&:prefix).join(" ")
client.put_object_tagging(bucket: name, key: "moved", tagging: { tag_set: [{ key: "a", value: "b c" }] })
puts client.get_object_tagging(bucket: name, key: "moved").tag_set.map { |tag| "#{tag.key}=#{tag.value}" }.join

begin
  bucket.object("missing").get
rescue Aws::S3::Errors::NoSuchKey => error
  puts error.code
end
bucket.object_versions.map(&:key)
bucket.clear!
bucket.delete
puts bucket.exists?
