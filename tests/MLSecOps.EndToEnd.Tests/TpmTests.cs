using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The shipped agent with a TPM in software, and the shipped hub: enrolled, attested, stripped, put back.</summary>
public sealed class TpmTests : IAsyncDisposable
{
    private const string Device = "camera";
    private readonly Fleet _fleet = new();

    public async ValueTask DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task A_device_proves_its_TPM_and_a_TPM_that_goes_away_is_noticed()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await _fleet.StartHubAsync();
        Swtpm tpm = await Swtpm.Start();
        string ueid = await StartAsync(tpm);
        _fleet.Push(1);
        _fleet.Ask("rollout", "start", _fleet["fashion-mnist-1.mlpkg"], "--all");
        await _fleet.UntilAsync(() => _fleet.Runs(ueid, 1));
        _fleet.Ask("device", "challenge", ueid);
        await _fleet.UntilAsync(() => TierOf(ueid) == "tpm" && _fleet.Runs(ueid, 1));
        Assert.Contains("the hub knows the attestation key", _fleet.AgentSaid(Device), StringComparison.Ordinal);

        // The agent and its model were measured, and the hub has nothing to say against it.
        await tpm.Tool("tpm2_pcrread", "sha256:12", "-o", tpm.File("pcr"));
        Assert.Contains(File.ReadAllBytes(tpm.File("pcr")), each => each != 0);
        Assert.DoesNotContain(_fleet.Findings(ueid), reason => reason.StartsWith("TPM_", StringComparison.Ordinal));
        await tpm.DisposeAsync();
        _fleet.Ask("device", "challenge", ueid);
        await _fleet.UntilAsync(() => _fleet.Findings(ueid).Contains("TPM_EVIDENCE_MISSING"));
        Assert.Contains("TPM_MISSING", _fleet.AgentSaid(Device), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_whose_state_was_put_back_says_so_and_gets_its_floors_back_from_the_hub()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await _fleet.StartHubAsync();
        await using Swtpm tpm = await Swtpm.Start();
        string ueid = await StartAsync(tpm);
        _fleet.Push(1);
        _fleet.Ask("rollout", "start", _fleet["fashion-mnist-1.mlpkg"], "--all");
        await _fleet.UntilAsync(() => _fleet.Runs(ueid, 1));
        Dictionary<string, byte[]> backup = Directory.GetFiles(_fleet[$"{Device}/state/state"], "slots.*").ToDictionary(file => file, File.ReadAllBytes);
        _fleet.Push(2);
        _fleet.Ask("rollout", "start", _fleet["fashion-mnist-2.mlpkg"], "--all");
        await _fleet.UntilAsync(() => _fleet.Runs(ueid, 2));
        _fleet.StopAgent(Device);
        foreach ((string file, byte[] content) in backup)
        {
            File.WriteAllBytes(file, content);
        }

        _fleet.RestartAgent(Device);
        await _fleet.UntilAsync(() => _fleet.Findings(ueid).Contains("STATE_ROLLED_BACK"));
        await _fleet.UntilAsync(() => _fleet.AgentSaid(Device).Contains("the release floors are proven again", StringComparison.Ordinal));
        await _fleet.UntilAsync(() => _fleet.Runs(ueid, 2) && !_fleet.Findings(ueid).Contains("STATE_ROLLED_BACK"));
        File.Copy(_fleet["fashion-mnist-1.mlpkg"], _fleet[$"{Device}/state/drop/older.mlpkg"]);
        await _fleet.UntilAsync(() => _fleet.AgentSaid(Device).Contains("RELEASE_BELOW_FLOOR", StringComparison.Ordinal));
        Assert.True(_fleet.Runs(ueid, 2), "the older release runs");
    }

    private async Task<string> StartAsync(Swtpm tpm)
    {
        Directory.CreateDirectory(_fleet[Device]);
        string ueid = _fleet.Token($"{Device}/token");
        _fleet.Configure(Device, $"[tpm]\ndevice = \"tcp:127.0.0.1:{tpm.Port}\"\n");
        _fleet.StartAgent(Device);
        await _fleet.UntilAsync(() => TierOf(ueid) == "tpm");
        return ueid;
    }

    private string? TierOf(string ueid) => _fleet.Device(ueid) is { } device && device.TryGetProperty("tier", out JsonElement tier) ? tier.GetString() : null;
}
