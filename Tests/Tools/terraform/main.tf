# What people declare around a bucket. One apply makes all of it, and a second plan must find nothing to change.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {}
variable "role" {}
variable "code" {}
variable "team" { default = "photos" }
variable "days" { default = 30 }

provider "aws" {
  region                  = "us-east-1"
  s3_use_path_style       = true
  skip_metadata_api_check = true
  endpoints {
    iam    = var.endpoint
    lambda = var.endpoint
    s3     = var.endpoint
    ssm    = var.endpoint
    sts    = var.endpoint
  }
}

data "aws_caller_identity" "me" {}

resource "aws_s3_bucket" "plain" {
  bucket        = "terraform-plain"
  force_destroy = true
}

resource "aws_s3_bucket" "tagged" {
  bucket = "terraform-tagged"
  tags   = { team = var.team, "cost centre" = "4711" }
}

resource "aws_s3_bucket" "locked" {
  bucket              = "terraform-locked"
  object_lock_enabled = true
}

resource "aws_s3_bucket" "owned" {
  bucket = "terraform-owned"
}

resource "aws_s3_object" "plain" {
  bucket       = aws_s3_bucket.plain.id
  key          = "a b/ü.txt"
  content      = "made by Terraform for ${var.team}"
  content_type = "text/plain"
  metadata     = { camera = "box" }
}

resource "aws_s3_object_copy" "copy" {
  bucket = aws_s3_bucket.plain.id
  key    = "copy.txt"
  source = "${aws_s3_bucket.plain.id}/${aws_s3_object.source.key}"
}

resource "aws_s3_object" "source" {
  bucket  = aws_s3_bucket.plain.id
  key     = "source.txt"
  content = "to be copied"
}

resource "aws_s3_object" "tagged" {
  bucket  = aws_s3_bucket.plain.id
  key     = "tagged.txt"
  content = "with tags"
  tags    = { team = var.team }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.plain.id
  versioning_configuration { status = "Enabled" }
}

# The provider itself polls a lifecycle for a minute after each change, here as at AWS.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.plain.id
  rule {
    id     = "old-logs"
    status = "Enabled"
    filter { prefix = "logs/" }
    expiration { days = var.days }
    noncurrent_version_expiration { noncurrent_days = 7 }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload { days_after_initiation = 3 }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.plain.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyThisAccount"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
      Action    = ["s3:GetObject", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.plain.arn, "${aws_s3_bucket.plain.arn}/*"]
    }]
  })
}

resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = aws_s3_bucket.plain.id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://example.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.plain.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.plain.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_website_configuration" "this" {
  bucket = aws_s3_bucket.plain.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.owned.id
  rule { object_ownership = "BucketOwnerPreferred" }
}

resource "aws_s3_bucket_acl" "this" {
  depends_on = [aws_s3_bucket_ownership_controls.this]
  bucket     = aws_s3_bucket.owned.id
  acl        = "private"
}

resource "aws_lambda_function" "this" {
  function_name    = "terraform"
  role             = var.role
  runtime          = "python3.12"
  handler          = "app.handler"
  filename         = var.code
  source_code_hash = filebase64sha256(var.code)
  environment {
    variables = { TEAM = var.team }
  }
}

resource "aws_lambda_permission" "this" {
  statement_id   = "bucket"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.plain.arn
  source_account = data.aws_caller_identity.me.account_id
}

resource "aws_s3_bucket_notification" "this" {
  depends_on = [aws_lambda_permission.this]
  bucket     = aws_s3_bucket.plain.id
  lambda_function {
    id                  = "photos"
    lambda_function_arn = aws_lambda_function.this.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "photos/"
    filter_suffix       = ".jpg"
  }
}

resource "aws_ssm_parameter" "plain" {
  name            = "/terraform/plain"
  description     = "made by Terraform"
  type            = "String"
  value           = "for ${var.team}"
  allowed_pattern = "^for [a-z]+$"
  tags            = { team = var.team }
}

resource "aws_ssm_parameter" "list" {
  name  = "terraform-list"
  type  = "StringList"
  value = "a,b,c"
  tier  = "Advanced"
}

resource "aws_ssm_parameter" "secret" {
  name  = "/terraform/secret"
  type  = "SecureString"
  value = "secret of ${var.team}"
}

resource "aws_iam_role" "this" {
  name = "terraform-made"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "reads"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.plain.arn}/*" }]
  })
}

resource "aws_iam_user" "this" {
  name = "terraform-user"
  path = "/terraform/"
  tags = { team = var.team }
}

resource "aws_iam_access_key" "this" {
  user = aws_iam_user.this.name
}

resource "aws_iam_user_policy" "this" {
  name = "reads"
  user = aws_iam_user.this.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.plain.arn}/*" }]
  })
}

resource "aws_iam_group" "this" {
  name = "terraform-group"
}

resource "aws_iam_group_membership" "this" {
  name  = "members"
  group = aws_iam_group.this.name
  users = [aws_iam_user.this.name]
}

resource "aws_iam_policy" "this" {
  name        = "terraform-policy"
  description = "made by Terraform"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:List*", Resource = "arn:aws:s3:::terraform-${var.team}" }]
  })
}

resource "aws_iam_group_policy_attachment" "this" {
  group      = aws_iam_group.this.name
  policy_arn = aws_iam_policy.this.arn
}

resource "aws_iam_user_policy_attachment" "this" {
  user       = aws_iam_user.this.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_openid_connect_provider" "this" {
  url             = "https://idp.example.com/terraform"
  client_id_list  = ["sts.amazonaws.com", var.team]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
  tags            = { team = var.team }
}

resource "aws_iam_instance_profile" "this" {
  name = "terraform-profile"
  role = aws_iam_role.this.name
}
