using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Commands;

/// <summary>Rollouts as people read them, and what they amount to.</summary>
internal static class RolloutLines
{
    private const string Running = "running";
    private const string Failed = "failed";
    private const string Superseded = "superseded";

    /// <summary>True when no device is waiting any more.</summary>
    public static bool IsFinal(HubRollout rollout) => rollout.Devices.All(device => device.State is Running or Failed or Superseded);

    /// <summary>Head and one line for each device.</summary>
    public static IEnumerable<Line> Of(HubRollout rollout)
    {
        string[] rows = [.. Table.Align([.. rollout.Devices.Select(device => new[] { device.Ueid, device.State, device.Reason ?? string.Empty })])];
        return
        [
            $"rollout {Number(rollout.Id)}: {Name(rollout)} to {Count(rollout.Devices.Count)}, started {rollout.Started} by {rollout.StartedBy}",
            $"digest    {rollout.ManifestDigest} (manifest)",
            .. WithdrawalLines.Of(rollout.Withdrawal),
            .. rollout.Devices.Select((device, index) => device.State switch
            {
                Running => new Line(rows[index], "OK    ", Tone.Good),
                Failed => new Line(rows[index], "FAIL  ", Tone.Bad),
                _ => new Line(rows[index], "-     ", Tone.Open),
            }),
        ];
    }

    /// <summary>One line for each rollout.</summary>
    public static IEnumerable<Line> Of(IReadOnlyList<HubRollout> rollouts) => rollouts.Count == 0
        ? ["no rollout was started yet"]
        : Table.Align([.. rollouts.Select(rollout => new[]
        {
            Number(rollout.Id),
            Name(rollout),
            $"{Number(rollout.Devices.Count(device => device.State == Running))} of {Count(rollout.Devices.Count)} running",
            $"{Number(rollout.Devices.Count(device => device.State == Failed))} failed",
            $"{rollout.Started} by {rollout.StartedBy}{(rollout.Withdrawal is { } withdrawal ? $", {withdrawal.Reason}" : string.Empty)}",
        })]).Select(row => new Line(row));

    /// <summary>What it amounts to; null when every device runs it.</summary>
    public static Failure? Judge(HubRollout rollout)
    {
        if (rollout.Devices.FirstOrDefault(device => device.State == Failed) is { } failed)
        {
            return new Failure(CommandReasons.RolloutFailed, $"{Name(rollout)} failed on a device", $"{failed.Ueid}: {Describe(failed.Reason)}");
        }

        int missing = rollout.Devices.Count(device => device.State != Running);
        string? why = rollout.Devices.Any(device => device.State == Superseded) ? "a later rollout asks for another release" : null;
        return missing > 0 || rollout.Devices.Count == 0
            ? new Failure(CommandReasons.RolloutUnfinished, $"{Number(missing)} of {Count(rollout.Devices.Count)} of rollout {Number(rollout.Id)} without the release", why)
            : null;
    }

    private static string Describe(string? code) => code is null ? "no reason given" : ReasonCatalogue.Find(code) is { } reason ? $"{reason.Title} ({code})" : code;

    private static string Name(HubRollout rollout) => $"{rollout.Model} {rollout.Version} (release {Number(rollout.Release)})";

    private static string Count(int devices) => devices == 1 ? "1 device" : $"{Number(devices)} devices";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
