using MLSecOps.Configuration.Hub;

namespace MLSecOps.Configuration.Tests;

/// <summary>What the hub is told about TPMs.</summary>
public sealed class HubAttestationTests : IDisposable
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PCR_boots_and_makers_are_read()
    {
        string file = _folder.Write("/hub.toml", $"[attest]\nagent_pcr = 14\nboot_states = [\"{Digest}\"]\nek_anchors = [\"/etc/mlsec/makers/acme.pem\"]\n");
        Assert.True(HubConfigurationLoader.Load(file).TryGet(out HubConfiguration? read, out IReadOnlyList<ConfigurationProblem> problems), string.Join('\n', problems));
        Assert.Equal(14, read.AgentPcr);
        Assert.Equal([Digest], read.BootStates.Select(state => $"{state}"));
        Assert.Equal(["/etc/mlsec/makers/acme.pem"], read.EndorsementAnchorFiles);
    }

    [Fact]
    public void Without_them_no_boot_and_no_maker_is_known()
    {
        Assert.True(HubConfigurationLoader.Load(null).TryGet(out HubConfiguration? read, out _));
        Assert.Equal(12, read.AgentPcr);
        Assert.Empty(read.BootStates);
        Assert.Empty(read.EndorsementAnchorFiles);
    }

    // PCR 16 and 23 are reset by anybody; 0 to 7 are the firmware's.
    [Theory]
    [InlineData("agent_pcr = 7")]
    [InlineData("agent_pcr = 16")]
    [InlineData("agent_pcr = \"12\"")]
    [InlineData("boot_states = [\"aaaa\"]")]
    [InlineData("boot_states = \"none\"")]
    [InlineData("boot_states = [5]")]
    [InlineData("ek_anchors = [\"makers.pem\"]")]
    public void Other_values_are_refused(string line)
    {
        Loaded<HubConfiguration> loaded = HubConfigurationLoader.Load(_folder.Write("/hub.toml", $"[attest]\n{line}\n"));
        Assert.Null(loaded.Value);
        Assert.Equal("CONFIGURATION_VALUE", Assert.Single(loaded.Problems).Reason.Code);
    }
}
