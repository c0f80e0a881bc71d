using MLSecOps.Configuration.Operator;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Tests;

public sealed class OperatorConfigurationTests : IDisposable
{
    private const string Good = "hub = \"https://hub.example.org:8443\"\ntrust = \"trust.toml\"\ncert = \"keys/operator.pem\"\nkey = \"/run/keys/operator.key\"\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_are_relative_to_the_file()
    {
        string file = _folder.Write("/person/operator.toml", Good);

        Assert.True(OperatorConfigurationLoader.Load(file).TryGet(out OperatorConfiguration? read, out _));

        Assert.Equal(new Uri("https://hub.example.org:8443"), read.Hub);
        Assert.Equal(_folder.Root + "/person/trust.toml", read.TrustFile);
        Assert.Equal(_folder.Root + "/person/keys/operator.pem", read.CertificateFile);
        Assert.Equal("/run/keys/operator.key", read.KeyFile);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        string file = _folder.Write("/operator.toml", "hub = \"http://hub\"\ntrsut = \"trust.toml\"\ncert = 5\nkey = \"\"\n");

        Loaded<OperatorConfiguration> loaded = OperatorConfigurationLoader.Load(file);

        Assert.Null(loaded.Value);
        Assert.Equal(
            [$"{file} CONFIGURATION_MISSING", $"{file}:1:7 CONFIGURATION_VALUE", $"{file}:2:1 CONFIGURATION_UNKNOWN_KEY", $"{file}:3:8 CONFIGURATION_VALUE", $"{file}:4:7 CONFIGURATION_VALUE"],
            loaded.Problems.Select(problem => $"{problem.Place} {problem.Reason.Code}"));
        Assert.Equal("trust", loaded.Problems[2].Suggestion);
    }

    [Theory]
    [InlineData("https://hub", true)]
    [InlineData("https://[::1]:8443/", true)]
    [InlineData("http://hub", false)]
    [InlineData("hub:8443", false)]
    [InlineData("https://", false)]
    [InlineData("https://hub/api", false)]
    [InlineData("https://hub?a", false)]
    [InlineData("https://hub#a", false)]
    [InlineData("https://me@hub", false)]
    [InlineData(" https://hub", false)]
    [InlineData("https:\\\\hub", false)]
    public void An_address_is_https_a_host_and_perhaps_a_port(string text, bool good) => Assert.Equal(good, HubAddress.TryParse(text, out _));

    [Fact]
    public void An_address_from_elsewhere_is_enough()
    {
        string file = _folder.Write("/operator.toml", string.Join('\n', Good.Split('\n').Skip(1)));

        Assert.Equal(ConfigurationReasons.Missing, OperatorConfigurationLoader.Load(file).Problems.Single().Reason);
        Assert.True(OperatorConfigurationLoader.Load(file, needsHub: false).TryGet(out OperatorConfiguration? read, out _));
        Assert.Null(read.Hub);
    }

    [Fact]
    public void A_file_that_everyone_can_write_is_refused()
    {
        string file = _folder.Write("/operator.toml", Good);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);

        Assert.Equal(ConfigurationReasons.Permissions, OperatorConfigurationLoader.Load(file).Problems.Single().Reason);
    }

    [Theory]
    [InlineData("/a/o.toml", "/x", "/person/me", "/a/o.toml")]
    [InlineData("", "/x", "/person/me", "/x/mlsec/operator.toml /etc/mlsec/operator.toml")]
    [InlineData("", "relative", "/person/me", "/person/me/.config/mlsec/operator.toml /etc/mlsec/operator.toml")]
    [InlineData("", "", "", "/etc/mlsec/operator.toml")]
    public void The_environment_says_where_to_look(string named, string config, string home, string places)
    {
        Dictionary<string, string> environment = new() { ["MLSEC_OPERATOR"] = named, ["XDG_CONFIG_HOME"] = config, ["HOME"] = home };

        Assert.Equal(places.Split(' '), OperatorPlaces.Of(name => environment.GetValueOrDefault(name, string.Empty)));
    }
}
