/** The shop's tables and the record of uploads. After a change: `pnpm --filter api migrations`. */
import { randomUUID } from "node:crypto";
import type { PublishedVariant, UploadClaim, UploadOutcome } from "@picket/upload-server";
import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { user } from "./auth-schema.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true });
const id = () => text("id").primaryKey().$defaultFn(randomUUID);
const createdAt = () => moment("created_at").notNull().defaultNow();

export const shops = pgTable("shops", {
  id: id(),
  name: text("name").notNull(),
  /** what its images take up; kept by triggers on the rows of images, and written by nothing else */
  imageCount: integer("image_count").notNull().default(0),
  imageBytes: bigint("image_bytes", { mode: "number" }).notNull().default(0),
  createdAt: createdAt(),
});

export const shopMembers = pgTable(
  "shop_members",
  {
    shopId: text("shop_id")
      .notNull()
      .references(() => shops.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "staff"] }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.shopId] }),
    index("shop_members_shop_id").on(table.shopId),
  ],
);

/** A way into a shop, for one person: whoever has the code may take it once. */
export const shopInvitations = pgTable(
  "shop_invitations",
  {
    /** hexadecimal SHA-256 of the code, which only the person invited has */
    codeSha256: text("code_sha256").primaryKey(),
    shopId: text("shop_id")
      .notNull()
      .references(() => shops.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "staff"] }).notNull(),
    expiresAt: moment("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("shop_invitations_shop_id").on(table.shopId)],
);

export const products = pgTable(
  "products",
  {
    id: id(),
    shopId: text("shop_id")
      .notNull()
      .references(() => shops.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    /** the title as `foldText` makes it; where pg_trgm is to be had, a migration puts an index on it */
    searchText: text("search_text").notNull(),
    /** counts the changes of its list of images, so that nobody changes a list that they have not seen */
    version: integer("version").notNull().default(0),
    archivedAt: moment("archived_at"),
    createdAt: createdAt(),
  },
  (table) => [
    index("products_listed")
      .on(table.shopId, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    index("products_archived")
      .on(table.shopId, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is not null`),
  ],
);

export const productImages = pgTable(
  "product_images",
  {
    /** the image's public id, part of its URLs */
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      // Not "cascade": the objects of an image go before its row does.
      .references(() => products.id, { onDelete: "restrict" }),
    /**
     * 0 … n-1 among the product's images that are not deleted; 0 is the cover. A deleted one keeps the position that it
     * had. A migration has the database itself refuse two images at one position, by the end of a transaction.
     */
    position: integer("position").notNull(),
    /** what its position follows from; null once a person has ordered it by hand, and of images older than this column */
    pickedAt: moment("picked_at"),
    name: text("name").notNull(),
    /** what it shows, in words; empty until somebody has written it */
    altText: text("alt_text").notNull().default(""),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    /** of everything that is stored for it; counts against the quota of the shop */
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    placeholder: text("placeholder").notNull(),
    /** `#rrggbb`; null of images that are older than this column */
    dominantColor: text("dominant_color"),
    variants: jsonb("variants").$type<PublishedVariant[]>().notNull(),
    createdAt: createdAt(),
    /** it can be restored for a while, then its objects go and the row after them */
    deletedAt: moment("deleted_at"),
  },
  (table) => [
    index("product_images_product_id").on(table.productId, table.position),
    index("product_images_deleted")
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} is not null`),
  ],
);

/** The ledger: one row for each upload whose bytes have arrived. */
export const uploads = pgTable(
  "uploads",
  {
    ticketId: text("ticket_id").primaryKey(),
    route: text("route").notNull(),
    owner: text("owner").notNull(),
    key: text("key").notNull(),
    name: text("name").notNull(),
    type: text("type").$type<UploadClaim["file"]["type"]>().notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    sha256: text("sha256").notNull(),
    status: text("status", {
      enum: ["verifying", "publishing", "published", "rejected", "deleting", "deleted"],
    }).notNull(),
    /** counted before the work begins, so that a file that takes the process down is counted too; anew once it is publishing */
    attempt: integer("attempt").notNull(),
    /** both null while nobody is at it */
    leaseId: text("lease_id"),
    leaseExpiresAt: moment("lease_expires_at"),
    /** written before the first object of the image; its keys follow from it */
    imageId: text("image_id"),
    /** when the objects of a dead image are to be removed; null when none are left, or it lives */
    removeAt: moment("remove_at"),
    // json, not jsonb: a repeated call gets the first answer back byte for byte.
    outcome: json("outcome").$type<UploadOutcome>(),
    createdAt: createdAt(),
    /** when its status last changed, or somebody last was at it */
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("uploads_image_id")
      .on(table.imageId)
      .where(sql`${table.imageId} is not null`),
    index("uploads_not_ended")
      .on(table.ticketId)
      .where(sql`${table.status} in ('verifying', 'publishing')`),
    // In the order in which they are read, page by page.
    index("uploads_to_remove")
      .on(table.removeAt, table.imageId)
      .where(sql`${table.removeAt} is not null`),
    index("uploads_forgettable")
      .on(table.updatedAt)
      .where(sql`${table.status} in ('rejected', 'deleted') and ${table.removeAt} is null`),
  ],
);

/** Work that one process does for all of them. */
export const jobLeases = pgTable("job_leases", {
  job: text("job").primaryKey(),
  holder: text("holder").notNull(),
  expiresAt: moment("expires_at").notNull(),
});

/** Calls counted per person and per address; names, order and times are those of rate-limiter-flexible. */
export const rateLimits = pgTable("rate_limits", {
  key: text("key").primaryKey(),
  points: integer("points").notNull(),
  /** milliseconds since 1970 */
  expire: bigint("expire", { mode: "number" }),
});
