DROP INDEX "uploads_to_remove";--> statement-breakpoint
CREATE INDEX "uploads_forgettable" ON "uploads" USING btree ("updated_at") WHERE "uploads"."status" in ('rejected', 'deleted') and "uploads"."remove_at" is null;--> statement-breakpoint
CREATE INDEX "uploads_to_remove" ON "uploads" USING btree ("remove_at","image_id") WHERE "uploads"."remove_at" is not null;