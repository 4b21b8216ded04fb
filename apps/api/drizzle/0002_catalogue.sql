CREATE TABLE "shop_invitations" (
	"code_sha256" text PRIMARY KEY NOT NULL,
	"shop_id" text NOT NULL,
	"role" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "products_shop_id";--> statement-breakpoint
ALTER TABLE "product_images" ADD COLUMN "alt_text" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "product_images" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "search_text" text;--> statement-breakpoint
UPDATE "products" SET "search_text" = lower("title");--> statement-breakpoint
ALTER TABLE "products" ALTER COLUMN "search_text" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shop_invitations" ADD CONSTRAINT "shop_invitations_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shop_invitations_shop_id" ON "shop_invitations" USING btree ("shop_id");--> statement-breakpoint
CREATE INDEX "product_images_deleted" ON "product_images" USING btree ("deleted_at") WHERE "product_images"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "products_listed" ON "products" USING btree ("shop_id","created_at","id") WHERE "products"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "products_archived" ON "products" USING btree ("shop_id","created_at","id") WHERE "products"."archived_at" is not null;--> statement-breakpoint
-- Checked when a transaction ends, for a change of the order has two images at one position for a moment.
ALTER TABLE "product_images" ADD CONSTRAINT "product_images_one_per_position"
	EXCLUDE USING btree ("product_id" WITH =, "position" WITH =) WHERE ("deleted_at" IS NULL) DEFERRABLE INITIALLY DEFERRED;--> statement-breakpoint
-- Makes a search fast in a shop of many thousand products. Some databases have no pg_trgm or do not let us add it:
-- there the search reads the titles of the shop one by one, and finds the same.
DO $$ BEGIN
	CREATE EXTENSION IF NOT EXISTS pg_trgm;
	CREATE INDEX "products_search_text" ON "products" USING gin ("search_text" gin_trgm_ops);
EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege OR undefined_object THEN
	RAISE NOTICE 'searching without pg_trgm: %', SQLERRM;
END $$;
