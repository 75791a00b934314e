"""keys and kept answers of the API, webhooks out"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('shop_api_key',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('prefix', sa.String(length=20), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('scopes', JSON, nullable=False),
    sa.Column('created_by', sa.String(length=64), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('last_used_at', MOMENT, nullable=True),
    sa.Column('revoked_at', MOMENT, nullable=True),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_api_key')),
    sa.UniqueConstraint('digest', name=op.f('uq_shop_api_key_digest'))
    )
    op.create_index(op.f('ix_shop_api_key_seller_ref'), 'shop_api_key', ['seller_ref'])
    op.create_table('shop_api_answer',
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('holder', 'key', name=op.f('pk_shop_api_answer'))
    )
    op.create_index('ix_shop_api_answer_began', 'shop_api_answer', ['began_at'])
    op.create_table('shop_webhook_endpoint',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('kinds', JSON, nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('mail_to', sa.String(length=254), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('failing_since', MOMENT, nullable=True),
    sa.CheckConstraint("state IN ('active', 'paused', 'removed')", name=op.f('ck_shop_webhook_endpoint_state_known')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_webhook_endpoint'))
    )
    op.create_index(op.f('ix_shop_webhook_endpoint_seller_ref'), 'shop_webhook_endpoint', ['seller_ref'])
    op.create_table('shop_webhook_delivery',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('endpoint_ref', sa.String(length=40), nullable=False),
    sa.Column('event_ref', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('payload', JSON, nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('took_ms', sa.Integer(), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('last_at', MOMENT, nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'delivered', 'failing', 'failed')", name=op.f('ck_shop_webhook_delivery_state_known')),
    sa.ForeignKeyConstraint(['endpoint_ref'], ['shop_webhook_endpoint.ref'], name=op.f('fk_shop_webhook_delivery_endpoint_ref')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_webhook_delivery')),
    sa.UniqueConstraint('endpoint_ref', 'event_ref', name=op.f('uq_shop_webhook_delivery_endpoint_ref_event_ref'))
    )
    op.create_index('ix_shop_webhook_delivery_log', 'shop_webhook_delivery', ['endpoint_ref', 'created_at'])
    op.create_index('ix_shop_webhook_delivery_age', 'shop_webhook_delivery', ['created_at'])


def downgrade() -> None:
    op.drop_table('shop_webhook_delivery')
    op.drop_table('shop_webhook_endpoint')
    op.drop_table('shop_api_answer')
    op.drop_table('shop_api_key')
