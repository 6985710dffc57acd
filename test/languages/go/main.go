package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	mgn "github.com/cdk-mgn-disconnect/cdk-mgn-disconnect-go/cdkmgndisconnect"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})

	plain := awscdk.NewStack(app, jsii.String("Plain"), nil)
	web := mgn.NewSourceServerConnection(plain, jsii.String("Web"), &mgn.SourceServerConnectionProps{
		SourceServerId: jsii.String("s-3053c1c3b7d8bd4e0"),
	})
	mgn.NewSourceServerConnection(plain, jsii.String("Database"), &mgn.SourceServerConnectionProps{
		SourceServerId: jsii.String("s-3053c1c3b7d8bd4e1"),
		RemovalPolicy:  awscdk.RemovalPolicy_RETAIN,
	})
	awscdk.NewCfnOutput(plain, jsii.String("Hostname"), &awscdk.CfnOutputProps{Value: web.Hostname()})

	tagged := awscdk.NewStack(app, jsii.String("Tagged"), nil)
	provider := mgn.NewSourceServerConnectionProvider(tagged, jsii.String("Provider"), &mgn.SourceServerConnectionProviderProps{
		Access:  mgn.SourceServerAccess_TaggedWith(jsii.String("MigrationWave"), jsii.String("7")),
		Timeout: awscdk.Duration_Minutes(jsii.Number(5)),
	})
	mgn.NewSourceServerConnection(tagged, jsii.String("Batch"), &mgn.SourceServerConnectionProps{
		SourceServerId: jsii.String("s-3053c1c3b7d8bd4e2"),
		AccountId:      jsii.String("210987654321"),
		Provider:       provider,
	})
	awscdk.NewCfnOutput(tagged, jsii.String("Function"), &awscdk.CfnOutputProps{Value: provider.ServiceToken()})

	guarded := awscdk.NewStack(app, jsii.String("Guarded"), nil)
	wave := mgn.NewMigrationWave(guarded, jsii.String("Wave"), &mgn.MigrationWaveProps{
		Servers: mgn.Inventory_FromList(&[]*mgn.InventoryServer{
			{SourceServerId: jsii.String("s-3053c1c3b7d8bd4e3"), Hostname: jsii.String("web")},
			{SourceServerId: jsii.String("s-3053c1c3b7d8bd4e4")},
		}),
		Provider: mgn.NewSourceServerConnectionProvider(guarded, jsii.String("Provider"), &mgn.SourceServerConnectionProviderProps{
			RemovalGuards: &[]mgn.RemovalGuard{
				mgn.RemovalGuard_LifeCycleStates(mgn.LifeCycleState_READY_FOR_TEST()),
				mgn.RemovalGuard_AtMost(jsii.Number(2)),
			},
		}),
		AfterDisconnection: mgn.AfterDisconnection_ARCHIVE,
		Overrides: &map[string]*mgn.SourceServerOptions{
			"s-3053c1c3b7d8bd4e4": {RemovalPolicy: awscdk.RemovalPolicy_RETAIN},
		},
	})
	host := (*wave.Connections())["s-3053c1c3b7d8bd4e3"].Hostname()
	awscdk.NewCfnOutput(guarded, jsii.String("WaveHost"), &awscdk.CfnOutputProps{Value: host})

	exported := awscdk.NewStack(app, jsii.String("Exported"), nil)
	mgn.NewMigrationWave(exported, jsii.String("Wave"), &mgn.MigrationWaveProps{
		Servers: mgn.Inventory_FromFile(jsii.String("export.csv"), &mgn.InventoryFileOptions{
			Waves: jsii.Strings("Wave 1"),
			Tags:  &map[string]*string{"Kind": jsii.String("database")},
		}),
		Provider: mgn.NewSourceServerConnectionProvider(exported, jsii.String("Provider"), &mgn.SourceServerConnectionProviderProps{
			RemovalGuards: &[]mgn.RemovalGuard{
				mgn.RemovalGuard_Tagged(jsii.String("Decommission"), jsii.String("approved")),
			},
		}),
		Overrides: &map[string]*mgn.SourceServerOptions{
			"s-3053c1c3b7d8bd4e5": {Protect: jsii.Bool(true)},
		},
	})

	app.Synth(nil)
}
