"""compiled models by address, and the work of publishing them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
STATES = "'waiting', 'compiling', 'published', 'refused'"


def upgrade() -> None:
    op.create_table('shop_model_artefact',
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('model_hash', sa.String(length=64), nullable=False),
    sa.Column('sku', sa.String(length=80), nullable=False),
    sa.Column('rules', JSON, nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=False),
    sa.Column('nodes', sa.Integer(), nullable=False),
    sa.Column('edges', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_shop_model_artefact'))
    )
    op.create_table('shop_publication',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('sku', sa.String(length=80), nullable=False),
    sa.Column('product_ref', sa.String(length=40), nullable=False),
    sa.Column('document', JSON, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('report', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(f"state IN ({STATES})", name=op.f('ck_shop_publication_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_publication'))
    )
    with op.batch_alter_table('shop_model_artefact', schema=None) as batch_op:
        batch_op.create_index('ix_shop_model_artefact_sku', ['sku'], unique=False)
    with op.batch_alter_table('shop_publication', schema=None) as batch_op:
        batch_op.create_index('ix_shop_publication_sku', ['sku', 'created_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('shop_publication', schema=None) as batch_op:
        batch_op.drop_index('ix_shop_publication_sku')
    with op.batch_alter_table('shop_model_artefact', schema=None) as batch_op:
        batch_op.drop_index('ix_shop_model_artefact_sku')
    op.drop_table('shop_publication')
    op.drop_table('shop_model_artefact')
