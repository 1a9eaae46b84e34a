# What the documentation of Amazon::S3 shows, one thing after the other. Prints what it sees, a line each.
use strict;
use warnings;
use Amazon::S3;
$| = 1;

my ($host, $bucket_name, $big, $back) = @ARGV;
my $s3 = Amazon::S3->new({
    aws_access_key_id => $ENV{AWS_ACCESS_KEY_ID}, aws_secret_access_key => $ENV{AWS_SECRET_ACCESS_KEY}, host => $host, secure => 0,
    dns_bucket_names => 0, region => $ENV{AWS_REGION},
});
sub ok { my ($what, $is) = @_; die "$what: " . ($s3->err // '') . ' ' . ($s3->errstr // '') unless $is; $is }

my $bucket = ok('a bucket is made', $s3->add_bucket({ bucket => $bucket_name }));
ok('it is listed', grep { $_->bucket eq $bucket_name } @{ $s3->buckets->{buckets} });

my $key = 'a folder/plus+sign & ünï';
ok('put', $bucket->add_key($key, 'hello', { content_type => 'text/x-test', 'x-amz-meta-colour' => 'dark blue' }));
my $got = ok('get', $bucket->get_key($key));
print "$got->{value}|$got->{content_type}|$got->{'x-amz-meta-colour'}|$got->{etag}\n";
my $head = ok('head', $bucket->head_key($key));
print "$head->{content_length}\n";

ok('a file goes', $bucket->add_key_filename('file', $big));
ok('and comes', $bucket->get_key_filename('file', 'GET', $back));

open my $fh, '<', $big or die $!;
binmode $fh;
my $parts = ok('it goes in parts', $bucket->upload_multipart_object(fh => $fh, key => 'parts'));
printf "%d parts, %s\n", scalar(keys %$parts), $bucket->head_key('parts')->{etag};

my $upload = ok('an upload is begun', $bucket->initiate_multipart_upload('never', {}));
$bucket->upload_part_of_multipart_upload('never', $upload, 1, 'x' x 10);
print $bucket->list_multipart_uploads() =~ /\Q$upload\E/ ? "listed\n" : "not listed\n";
ok('and given up', $bucket->abort_multipart_upload('never', $upload));

ok('copy', $bucket->copy_object(source => 'file', key => 'copy'));
for my $number (1 .. 12) { ok('put', $bucket->add_key("many/$number", $number)) }
print join(' ', map { $_->{key} } @{ ok('list', $bucket->list_all({ prefix => 'many/', 'max-keys' => 5 }))->{keys} }), "\n";
# Its own list_all_v2 never gets to a second page: it sends the token as the marker of the older listing.
my (@listed, %more);
while (1) {
    my $page = ok('list', $bucket->list_v2({ prefix => 'many/', 'max-keys' => 5, %more }));
    push @listed, map { $_->{key} } @{ $page->{keys} };
    last unless $page->{is_truncated};
    %more = ('continuation-token' => $page->{next_marker});
}
print "@listed\n";
my $folders = ok('folders', $bucket->list({ delimiter => '/' }));
print join(' ', @{ $folders->{common_prefixes} }), "\n";

print defined $bucket->get_key('missing') ? "there\n" : "missing: " . ($s3->err // 'nothing said') . "\n";
ok('delete', $bucket->delete_key($_->{key})) for @{ $bucket->list_all->{keys} };
ok('the bucket goes', $s3->delete_bucket({ bucket => $bucket_name }));
