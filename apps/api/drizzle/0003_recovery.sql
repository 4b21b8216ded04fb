CREATE TABLE "job_leases" (
	"job" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "image_id" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "remove_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_image_id" ON "uploads" USING btree ("image_id") WHERE "uploads"."image_id" is not null;--> statement-breakpoint
CREATE INDEX "uploads_not_ended" ON "uploads" USING btree ("ticket_id") WHERE "uploads"."status" in ('verifying', 'publishing');--> statement-breakpoint
CREATE INDEX "uploads_to_remove" ON "uploads" USING btree ("remove_at") WHERE "uploads"."remove_at" is not null;--> statement-breakpoint
-- The id of an image follows from its ticket, so images published before this column get theirs too.
UPDATE "uploads" SET "image_id" = substr(encode(sha256(convert_to('image:' || "ticket_id", 'UTF8')), 'hex'), 1, 32) WHERE "status" = 'published';
