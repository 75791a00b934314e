"""every fit of the record that a promise may name"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_calibration_fit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=140), nullable=False),
    sa.Column('fitted', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_calibration_fit'))
    )
    op.create_index(op.f('ix_shop_calibration_fit_scope'), 'shop_calibration_fit', ['scope'], unique=False)
    op.execute("UPDATE shop_calibration SET fitted = NULL, since = 25")  # fits of the old form: the worker fits anew


def downgrade() -> None:
    op.drop_index(op.f('ix_shop_calibration_fit_scope'), table_name='shop_calibration_fit')
    op.drop_table('shop_calibration_fit')
