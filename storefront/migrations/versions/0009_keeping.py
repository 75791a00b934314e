"""machines that are down, repairs of the plan, what customers said to a day that moved"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_calendar_exception',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('work_centre_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('reported_by', sa.String(length=80), nullable=False),
    sa.Column('client_id', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=80), nullable=False),
    sa.CheckConstraint('ends_at >= starts_at', name=op.f('ck_shop_calendar_exception_runs_forwards')),
    sa.ForeignKeyConstraint(['unit_id'], ['shop_work_unit.id'], name=op.f('fk_shop_calendar_exception_unit_id_shop_work_unit')),
    sa.ForeignKeyConstraint(['work_centre_id'], ['shop_work_centre.id'], name=op.f('fk_shop_calendar_exception_work_centre_id_shop_work_centre')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_calendar_exception')),
    sa.UniqueConstraint('client_id', name=op.f('uq_shop_calendar_exception_client_id'))
    )
    op.create_index('ix_shop_calendar_exception_centre', 'shop_calendar_exception', ['work_centre_id', 'ends_at'], unique=False)
    op.create_table('shop_repair',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('centres', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('lines', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('report', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'improving', 'done', 'failed')", name=op.f('ck_shop_repair_state_known')),
    sa.CheckConstraint('done >= 0 AND total > 0 AND done <= total', name=op.f('ck_shop_repair_counts_up')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_repair'))
    )
    op.create_index('ix_shop_repair_state', 'shop_repair', ['state', 'made_at'], unique=False)
    op.create_table('shop_revision_answer',
    sa.Column('revision_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("answer IN ('accepted', 'changed', 'cancelled')", name=op.f('ck_shop_revision_answer_answer_known')),
    sa.ForeignKeyConstraint(['revision_id'], ['shop_promise_revision.id'], name=op.f('fk_shop_revision_answer_revision_id_shop_promise_revision')),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_shop_revision_answer'))
    )


def downgrade() -> None:
    op.drop_table('shop_revision_answer')
    op.drop_index('ix_shop_repair_state', table_name='shop_repair')
    op.drop_table('shop_repair')
    op.drop_index('ix_shop_calendar_exception_centre', table_name='shop_calendar_exception')
    op.drop_table('shop_calendar_exception')
