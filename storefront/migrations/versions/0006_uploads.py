"""files that shoppers give, and the configurations that hold them"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_upload',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('png', 'jpeg', 'webp', 'pdf')", name=op.f('ck_shop_upload_kind_known')),
    sa.CheckConstraint('size > 0', name=op.f('ck_shop_upload_size_positive')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_upload'))
    )
    op.create_index(op.f('ix_shop_upload_created_at'), 'shop_upload', ['created_at'], unique=False)
    op.create_table('shop_upload_use',
    sa.Column('upload_ref', sa.String(length=40), nullable=False),
    sa.Column('snapshot_ref', sa.String(length=80), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['upload_ref'], ['shop_upload.ref'], name=op.f('fk_shop_upload_use_upload_ref_shop_upload'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('upload_ref', 'snapshot_ref', name=op.f('pk_shop_upload_use'))
    )
    op.create_index(op.f('ix_shop_upload_use_snapshot_ref'), 'shop_upload_use', ['snapshot_ref'], unique=False)
    op.create_index('ix_shop_order_line_snapshot', 'shop_order_line', ['snapshot_ref'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_shop_order_line_snapshot', table_name='shop_order_line')
    op.drop_index(op.f('ix_shop_upload_use_snapshot_ref'), table_name='shop_upload_use')
    op.drop_table('shop_upload_use')
    op.drop_index(op.f('ix_shop_upload_created_at'), table_name='shop_upload')
    op.drop_table('shop_upload')
