"""what promises were planned as, and what the shop's record says of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_calibration',
    sa.Column('scope', sa.String(length=140), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('since', sa.Integer(), nullable=False),
    sa.Column('fitted', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version >= 0 AND since >= 0', name=op.f('ck_shop_calibration_counts_up')),
    sa.PrimaryKeyConstraint('scope', name=op.f('pk_shop_calibration'))
    )
    op.add_column('shop_promise', sa.Column('sku', sa.String(length=120), nullable=True))
    op.add_column('shop_promise', sa.Column('earliest', sa.Date(), nullable=True))
    op.add_column('shop_promise', sa.Column('load', sa.Integer(), nullable=True))
    op.create_index('ix_shop_promise_finished', 'shop_promise', ['made', 'actual'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_shop_promise_finished', table_name='shop_promise')
    with op.batch_alter_table('shop_promise') as batch_op:
        batch_op.drop_column('load')
        batch_op.drop_column('earliest')
        batch_op.drop_column('sku')
    op.drop_table('shop_calibration')
