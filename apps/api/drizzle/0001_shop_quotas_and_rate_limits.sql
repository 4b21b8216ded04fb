CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
ALTER TABLE "product_images" DROP CONSTRAINT "product_images_product_id_products_id_fk";
--> statement-breakpoint
ALTER TABLE "product_images" ADD COLUMN "size_bytes" bigint;--> statement-breakpoint
UPDATE "product_images" SET "size_bytes" = (
	SELECT coalesce(sum((variant ->> 'sizeBytes')::bigint), 0) FROM jsonb_array_elements("variants") variant
);--> statement-breakpoint
ALTER TABLE "product_images" ALTER COLUMN "size_bytes" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "shops" ADD COLUMN "image_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "shops" ADD COLUMN "image_bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "product_images" ADD CONSTRAINT "product_images_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
UPDATE "shops" SET "image_count" = used.images, "image_bytes" = used.bytes FROM (
	SELECT "products"."shop_id", count(*) AS images, sum("product_images"."size_bytes") AS bytes
	FROM "product_images" JOIN "products" ON "products"."id" = "product_images"."product_id"
	GROUP BY "products"."shop_id"
) used WHERE "shops"."id" = used."shop_id";--> statement-breakpoint
CREATE FUNCTION "count_shop_images"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
	UPDATE "shops" SET
		"image_count" = "shops"."image_count" + sign * used.images,
		"image_bytes" = "shops"."image_bytes" + sign * used.bytes
	FROM (
		SELECT "products"."shop_id", count(*) AS images, sum(changed."size_bytes") AS bytes
		FROM changed JOIN "products" ON "products"."id" = changed."product_id"
		GROUP BY "products"."shop_id"
	) used WHERE "shops"."id" = used."shop_id";
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "count_moved_image"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	old_shop text := (SELECT "shop_id" FROM "products" WHERE "id" = OLD."product_id");
	new_shop text := (SELECT "shop_id" FROM "products" WHERE "id" = NEW."product_id");
BEGIN
	IF old_shop = new_shop AND OLD."size_bytes" = NEW."size_bytes" THEN RETURN NULL; END IF;
	UPDATE "shops" SET "image_count" = "image_count" - 1, "image_bytes" = "image_bytes" - OLD."size_bytes" WHERE "id" = old_shop;
	UPDATE "shops" SET "image_count" = "image_count" + 1, "image_bytes" = "image_bytes" + NEW."size_bytes" WHERE "id" = new_shop;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "product_images_added" AFTER INSERT ON "product_images"
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "count_shop_images"();--> statement-breakpoint
CREATE TRIGGER "product_images_removed" AFTER DELETE ON "product_images"
	REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "count_shop_images"();--> statement-breakpoint
CREATE TRIGGER "product_images_moved" AFTER UPDATE OF "product_id", "size_bytes" ON "product_images"
	FOR EACH ROW EXECUTE FUNCTION "count_moved_image"();
