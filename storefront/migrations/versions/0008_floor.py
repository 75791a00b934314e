"""the floor: pauses, time logs, photos and points of inspections"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_time_log',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('operation_ref', sa.String(length=40), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('line_ref', sa.String(length=40), nullable=False),
    sa.Column('work_centre', sa.String(length=40), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('run_ref', sa.String(length=40), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('void', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(ended_at IS NULL) = (minutes IS NULL)', name=op.f('ck_shop_time_log_counted_when_ended')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_shop_time_log_minutes_not_negative')),
    sa.CheckConstraint('weight > 0', name=op.f('ck_shop_time_log_weight_positive')),
    sa.ForeignKeyConstraint(['operation_ref'], ['shop_operation.ref'], name=op.f('fk_shop_time_log_operation_ref_shop_operation')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_time_log'))
    )
    op.create_index('ix_shop_time_log_day', 'shop_time_log', ['seller_ref', 'started_at'], unique=False)
    op.create_index(op.f('ix_shop_time_log_line_ref'), 'shop_time_log', ['line_ref'], unique=False)
    op.create_index(op.f('ix_shop_time_log_operation_ref'), 'shop_time_log', ['operation_ref'], unique=False)
    op.create_index(op.f('ix_shop_time_log_run_ref'), 'shop_time_log', ['run_ref'], unique=False)
    op.create_index('uq_shop_time_log_open', 'shop_time_log', ['operation_ref'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('shop_time_correction',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('log_ref', sa.String(length=40), nullable=False),
    sa.Column('was', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['log_ref'], ['shop_time_log.ref'], name=op.f('fk_shop_time_correction_log_ref_shop_time_log')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_time_correction'))
    )
    op.create_index(op.f('ix_shop_time_correction_log_ref'), 'shop_time_correction', ['log_ref'], unique=False)
    op.create_table('shop_inspection_photo',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('inspection_ref', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('png', 'jpeg', 'webp')", name=op.f('ck_shop_inspection_photo_kind_known')),
    sa.CheckConstraint('size > 0', name=op.f('ck_shop_inspection_photo_size_positive')),
    sa.ForeignKeyConstraint(['inspection_ref'], ['shop_inspection.ref'], name=op.f('fk_shop_inspection_photo_inspection_ref_shop_inspection')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_inspection_photo'))
    )
    op.create_index(op.f('ix_shop_inspection_photo_inspection_ref'), 'shop_inspection_photo', ['inspection_ref'], unique=False)
    op.create_table('shop_quality_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('sku', sa.String(length=80), nullable=False),
    sa.Column('points', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_quality_plan')),
    sa.UniqueConstraint('seller_ref', 'sku', name=op.f('uq_shop_quality_plan_seller_ref_sku'))
    )
    op.add_column('shop_operation', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('shop_inspection', sa.Column('checks', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('shop_inspection') as batch_op:
        batch_op.drop_column('checks')
    with op.batch_alter_table('shop_operation') as batch_op:
        batch_op.drop_column('paused_at')
    op.drop_table('shop_quality_plan')
    op.drop_index(op.f('ix_shop_inspection_photo_inspection_ref'), table_name='shop_inspection_photo')
    op.drop_table('shop_inspection_photo')
    op.drop_index(op.f('ix_shop_time_correction_log_ref'), table_name='shop_time_correction')
    op.drop_table('shop_time_correction')
    op.drop_index('uq_shop_time_log_open', table_name='shop_time_log', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index(op.f('ix_shop_time_log_run_ref'), table_name='shop_time_log')
    op.drop_index(op.f('ix_shop_time_log_operation_ref'), table_name='shop_time_log')
    op.drop_index(op.f('ix_shop_time_log_line_ref'), table_name='shop_time_log')
    op.drop_index('ix_shop_time_log_day', table_name='shop_time_log')
    op.drop_table('shop_time_log')
