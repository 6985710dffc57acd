import io.github.cdkmgndisconnect.SourceServerAccess;
import io.github.cdkmgndisconnect.SourceServerConnection;
import io.github.cdkmgndisconnect.SourceServerConnectionProvider;
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

        app.synth();
    }
}
