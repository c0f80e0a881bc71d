using System.Text.Json;
using MLSecOps.Benchmarks.Footprint;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>What evidence costs the agent itself, as it ships: processor time of the whole process for each answered challenge, and while nothing happens.</summary>
internal static class EvidenceCost
{
    private const int Challenges = 40;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder)
    {
        SamplePackages packages = SamplePackages.Make(folder, BenchDevice.Models);
        using BenchHub hub = new(Path.Combine(folder, "cost-hub"), Path.GetDirectoryName(packages.TrustFile)!);
        hub.Start();
        string place = Directory.CreateDirectory(Path.Combine(folder, "cost-agent")).FullName;
        Directory.CreateDirectory(Path.Combine(place, "state"));
        string token = Path.Combine(place, "token"), ueid = hub.Token(token);
        using RunningAgent agent = new(place, packages.TrustFile, $"""
            [hub]
            url = "{hub.Url}"
            mqtt = "localhost:{hub.MqttPort}"
            token_file = "{token}"
            """);
        for (int index = 0; index < packages.Files.Count; index++)
        {
            await agent.InstallAsync(packages.Files[index], index + 1);
        }

        await UntilAsync(() => Evidence(hub, ueid) is not null);
        await Task.Delay(Settle);
        long before = agent.ProcessorNanoseconds();
        for (int i = 0; i < Challenges; i++)
        {
            string nonce = hub.Operate("device", "challenge", ueid).GetProperty("nonce").GetString()!;
            if (nonce.Length == 0)
            {
                throw new InvalidOperationException("the device did not answer");
            }
        }

        double each = (agent.ProcessorNanoseconds() - before) / 1e6 / Challenges;
        await Task.Delay(Settle);
        before = agent.ProcessorNanoseconds();
        await Task.Delay(Idle);
        double share = (agent.ProcessorNanoseconds() - before) / 1e9 / Idle.TotalSeconds * 100;
        return
        [
            new Figure(
                "agent: a challenge verified, evidence made, signed and sent, its appraisal verified", each, "ms", 5, Peer: "AWS Device Defender throttles below one report in 5 minutes",
                Note: $"processor time of the whole agent, mean of {Challenges} answers; {BenchDevice.Models} models, key in a file"),
            new Figure("agent idle, connected, of one core", share, "%", 0.2, Peer: "Wazuh users complain of 100 % twice a day", Note: $"over {Idle.TotalSeconds:F0} s, from the process's clock; {BenchDevice.Models} models"),
        ];
    }

    private static string? Evidence(BenchHub hub, string ueid) =>
        hub.Operate("device", "show", ueid) is { } answer && answer.TryGetProperty("device", out JsonElement device) && device.TryGetProperty("models", out JsonElement models)
        && models.GetArrayLength() == BenchDevice.Models && device.TryGetProperty("evidence_at", out JsonElement at) ? at.GetString() : null;

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(40); DateTime.UtcNow < end; await Task.Delay(100))
        {
            if (reached())
            {
                return;
            }
        }

        throw new InvalidOperationException("the hub did not hear of all models");
    }
}
