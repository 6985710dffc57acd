from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, Stack
from cdk_mgn_disconnect import (
    AfterDisconnection,
    Inventory,
    InventoryServer,
    LifeCycleState,
    MigrationWave,
    RemovalGuard,
    SourceServerAccess,
    SourceServerConnection,
    SourceServerConnectionProvider,
    SourceServerOptions,
)

app = App(analytics_reporting=False)

plain = Stack(app, "Plain")
web = SourceServerConnection(plain, "Web", source_server_id="s-3053c1c3b7d8bd4e0")
SourceServerConnection(
    plain,
    "Database",
    source_server_id="s-3053c1c3b7d8bd4e1",
    removal_policy=RemovalPolicy.RETAIN,
)
CfnOutput(plain, "Hostname", value=web.hostname)

tagged = Stack(app, "Tagged")
provider = SourceServerConnectionProvider(
    tagged,
    "Provider",
    access=SourceServerAccess.tagged_with("MigrationWave", "7"),
    timeout=Duration.minutes(5),
)
SourceServerConnection(
    tagged,
    "Batch",
    source_server_id="s-3053c1c3b7d8bd4e2",
    account_id="210987654321",
    provider=provider,
)
CfnOutput(tagged, "Function", value=provider.service_token)

guarded = Stack(app, "Guarded")
wave = MigrationWave(
    guarded,
    "Wave",
    servers=Inventory.from_list(
        [
            InventoryServer(source_server_id="s-3053c1c3b7d8bd4e3", hostname="web"),
            InventoryServer(source_server_id="s-3053c1c3b7d8bd4e4"),
        ]
    ),
    provider=SourceServerConnectionProvider(
        guarded,
        "Provider",
        removal_guards=[
            RemovalGuard.life_cycle_states(LifeCycleState.READY_FOR_TEST),
            RemovalGuard.at_most(2),
        ],
    ),
    after_disconnection=AfterDisconnection.ARCHIVE,
    overrides={"s-3053c1c3b7d8bd4e4": SourceServerOptions(removal_policy=RemovalPolicy.RETAIN)},
)
CfnOutput(guarded, "WaveHost", value=wave.connections["s-3053c1c3b7d8bd4e3"].hostname)

exported = Stack(app, "Exported")
MigrationWave(
    exported,
    "Wave",
    servers=Inventory.from_file("export.csv", waves=["Wave 1"], tags={"Kind": "database"}),
    provider=SourceServerConnectionProvider(
        exported,
        "Provider",
        removal_guards=[RemovalGuard.tagged("Decommission", "approved")],
    ),
    overrides={"s-3053c1c3b7d8bd4e5": SourceServerOptions(protect=True)},
)

app.synth()
