using System.CommandLine;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Inspection;

namespace MLSecOps.Cli.Grammar;

/// <summary>All commands: closed sets of nouns and verbs.</summary>
internal static class CommandTree
{
    /// <summary>A new tree; System.CommandLine's symbols belong to one parse.</summary>
    public static Command Build()
    {
        Command root = new("mlsec", "sign, check and watch the ML models that edge devices run")
        {
            Flags.Json(),
            Flags.Quiet(),
            Flags.Color(),
            Flags.Help(),
        };
        root.Subcommands.Add(new Noun(
            "model", "models and packages: inspect, make, sign, reissue, check, rehearse and push", new ModelPackCommand(), new ModelSignCommand(), new ModelReissueCommand(), new ModelVerifyCommand(), new ModelShowCommand(),
            new ModelBaselineCommand(), new ModelRehearseCommand(), new ModelInspectCommand(WorkerInspection.RunAsync), new ModelDiffCommand(WorkerInspection.RunAsync), new ModelBomCommand(WorkerInspection.RunAsync), new ModelPushCommand()));
        root.Subcommands.Add(new Noun("rollout", "releases on their way to devices", new RolloutStartCommand(), new RolloutStatusCommand(), new RolloutRecallCommand()));
        root.Subcommands.Add(new Noun(
            "device", "devices: as the hub knows them, and their enrolment from the first key to the last", new DeviceTokenCommand(), new DeviceEnrollCommand(), new DeviceReenrollCommand(),
            new DeviceRetireCommand(), new DeviceListCommand(), new DeviceShowCommand(), new DeviceChallengeCommand()));
        root.Subcommands.Add(new Noun("attest", "evidence of devices, and attestation messages of any origin", new AttestVerifyCommand(), new AttestShowCommand()));
        root.Subcommands.Add(new Noun(
            "trust", "keys, anchors and signed documents: whose signatures count", new TrustInitCommand(), new TrustShowCommand(), new TrustBulletinCommand(), new TrustUpdateCommand(),
            new TrustMembershipCommand(), new TrustSignCommand(), new TrustCheckCommand()));
        root.Subcommands.Add(new Noun("config", "the agent's configuration", new ConfigCheckCommand(), new ConfigShowCommand()));
        root.Subcommands.Add(new StatusCommand());
        root.Subcommands.Add(new VersionCommand());
        root.Subcommands.Add(new CompletionCommand());
        return root;
    }
}
