import io.github.cdkmgndisconnect.AfterDisconnection;
import io.github.cdkmgndisconnect.Inventory;
import io.github.cdkmgndisconnect.InventoryFileOptions;
import io.github.cdkmgndisconnect.InventoryServer;
import io.github.cdkmgndisconnect.LifeCycleState;
import io.github.cdkmgndisconnect.MigrationWave;
import io.github.cdkmgndisconnect.RemovalGuard;
import io.github.cdkmgndisconnect.SourceServerAccess;
import io.github.cdkmgndisconnect.SourceServerConnection;
import io.github.cdkmgndisconnect.SourceServerConnectionProvider;
import io.github.cdkmgndisconnect.SourceServerOptions;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;

public final class App {
    public static void main(String[] args) {
        var app = new software.amazon.awscdk.App(AppProps.builder().analyticsReporting(false).build());

        var plain = new Stack(app, "Plain");
        var web = SourceServerConnection.Builder.create(plain, "Web").sourceServerId("s-3053c1c3b7d8bd4e0").build();
        SourceServerConnection.Builder.create(plain, "Database")
                .sourceServerId("s-3053c1c3b7d8bd4e1")
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
        CfnOutput.Builder.create(plain, "Hostname").value(web.getHostname()).build();

        var tagged = new Stack(app, "Tagged");
        var provider = SourceServerConnectionProvider.Builder.create(tagged, "Provider")
                .access(SourceServerAccess.taggedWith("MigrationWave", "7"))
                .timeout(Duration.minutes(5))
                .build();
        SourceServerConnection.Builder.create(tagged, "Batch")
                .sourceServerId("s-3053c1c3b7d8bd4e2")
                .accountId("210987654321")
                .provider(provider)
                .build();
        CfnOutput.Builder.create(tagged, "Function").value(provider.getServiceToken()).build();

        var guarded = new Stack(app, "Guarded");
        var careful = SourceServerConnectionProvider.Builder.create(guarded, "Provider")
                .removalGuards(List.of(
                        RemovalGuard.lifeCycleStates(LifeCycleState.READY_FOR_TEST), RemovalGuard.atMost(2)))
                .build();
        var wave = MigrationWave.Builder.create(guarded, "Wave")
                .servers(Inventory.fromList(List.of(
                        InventoryServer.builder().sourceServerId("s-3053c1c3b7d8bd4e3").hostname("web").build(),
                        InventoryServer.builder().sourceServerId("s-3053c1c3b7d8bd4e4").build())))
                .provider(careful)
                .afterDisconnection(AfterDisconnection.ARCHIVE)
                .overrides(Map.of(
                        "s-3053c1c3b7d8bd4e4",
                        SourceServerOptions.builder().removalPolicy(RemovalPolicy.RETAIN).build()))
                .build();
        var host = wave.getConnections().get("s-3053c1c3b7d8bd4e3").getHostname();
        CfnOutput.Builder.create(guarded, "WaveHost").value(host).build();

        var exported = new Stack(app, "Exported");
        var approving = SourceServerConnectionProvider.Builder.create(exported, "Provider")
                .removalGuards(List.of(RemovalGuard.tagged("Decommission", "approved")))
                .build();
        MigrationWave.Builder.create(exported, "Wave")
                .servers(Inventory.fromFile(
                        "export.csv",
                        InventoryFileOptions.builder()
                                .waves(List.of("Wave 1"))
                                .tags(Map.of("Kind", "database"))
                                .build()))
                .provider(approving)
                .overrides(Map.of(
                        "s-3053c1c3b7d8bd4e5", SourceServerOptions.builder().protect(true).build()))
                .build();

        app.synth();
    }
}
