DROP INDEX "uploads_to_remove";--> statement-breakpoint
CREATE INDEX "uploads_to_remove" ON "uploads" USING btree ("image_id") WHERE "uploads"."remove_at" is not null;