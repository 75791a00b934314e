"""people beside machines, batches that share a load, work that is not left lying"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CHECKS = {
    "attended_by_somebody": "(person_id IS NULL) = (attended_from IS NULL)",
    "attendance_ends": "(attended_from IS NULL) = (attended_until IS NULL)",
    "attendance_runs_forwards": "attended_until > attended_from",
    "pieces_positive": "pieces > 0 AND attended >= 0",
    "rides_in_a_batch": "NOT rides OR (batch <> '' AND person_id IS NULL)",
}


def upgrade() -> None:
    op.create_table(
        "shop_crew_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seller_ref", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("crew", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("exceptions", JSON, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["shop_work_calendar.id"], name=op.f("fk_shop_crew_member_calendar_id_shop_work_calendar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_crew_member")),
        sa.UniqueConstraint("seller_ref", "name", name=op.f("uq_shop_crew_member_seller_ref_name")),
    )
    op.create_table(
        "shop_crew_skill",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["shop_crew_member.id"], name=op.f("fk_shop_crew_skill_member_id_shop_crew_member")
        ),
        sa.PrimaryKeyConstraint("member_id", "skill", name=op.f("pk_shop_crew_skill")),
    )
    op.create_table(
        "shop_crew_change",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minutes", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["shop_crew_member.id"], name=op.f("fk_shop_crew_change_member_id_shop_crew_member")
        ),
        sa.PrimaryKeyConstraint("member_id", "version", name=op.f("pk_shop_crew_change")),
    )
    with op.batch_alter_table("shop_booking") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("attended_from", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("attended_until", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("attended", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("whole", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("batch", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("pieces", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("rides", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(
            op.f("fk_shop_booking_person_id_shop_crew_member"), "shop_crew_member", ["person_id"], ["id"]
        )
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_shop_booking_{name}"), condition)
    there = sa.text("person_id IS NOT NULL")
    op.create_index(
        "ix_shop_booking_person",
        "shop_booking",
        ["person_id", "attended_from"],
        unique=False,
        sqlite_where=there,
        postgresql_where=there,
    )
    # SQLite makes the table anew, which nothing may refer to meanwhile: two plain columns need no new table.
    op.add_column("shop_work_centre", sa.Column("skill", sa.String(length=40), server_default="", nullable=False))
    op.add_column(
        "shop_work_centre",
        sa.Column(
            "attended",
            sa.String(length=10),
            sa.CheckConstraint("attended IN ('all', 'setup')", name=op.f("ck_shop_work_centre_attended_known")),
            server_default="all",
            nullable=False,
        ),
    )


def downgrade() -> None:
    # The guards name the columns that go; the upgrade that follows puts back those that it knows.
    if op.get_bind().dialect.name == 'postgresql':
        for name in ('shop_booking_overlap', 'shop_booking_person'):
            op.execute(f'ALTER TABLE shop_booking DROP CONSTRAINT IF EXISTS {name}')
    else:
        for name in ('overlap_insert', 'overlap_update', 'person_insert', 'person_update'):
            op.execute(f'DROP TRIGGER IF EXISTS shop_booking_{name}')
    op.drop_column("shop_work_centre", "attended")
    op.drop_column("shop_work_centre", "skill")
    op.drop_index("ix_shop_booking_person", "shop_booking")
    with op.batch_alter_table("shop_booking") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_shop_booking_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_shop_booking_person_id_shop_crew_member"), type_="foreignkey")
        for name in ("rides", "pieces", "batch", "whole", "attended", "attended_until", "attended_from", "person_id"):
            batch_op.drop_column(name)
    op.drop_table("shop_crew_change")
    op.drop_table("shop_crew_skill")
    op.drop_table("shop_crew_member")
