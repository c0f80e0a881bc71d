using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;

namespace MLSecOps.Configuration.Tests;

/// <summary>The digest changes with what the administrator decided, and with nothing else.</summary>
public sealed class ConfigurationDigestTests : IDisposable
{
    private const string Publisher = "[publisher]\nanchors = [\"one.pem\"]\n";

    private readonly ConfigurationFolder _folder = new();

    public ConfigurationDigestTests()
    {
        _folder.Write("/one.pem", Pem("one"));
        _folder.Write("/two.pem", Pem("two"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Comments_order_and_defaults_that_are_written_down_do_not_count()
    {
        Sha256Digest plain = Digest("[agent]\nmode = \"enforce\"\n[watch]\ninterval = \"60m\"\n", Publisher);
        Assert.Equal(plain, Digest("# a comment\n[watch]\ninterval = \"1h\"\n[agent]\nmode = \"enforce\"\n", "# another\n" + Publisher + "threshold = 1\n"));
    }

    [Fact]
    public void The_name_of_an_anchor_s_file_and_the_order_of_anchors_do_not_count()
    {
        Sha256Digest both = Digest("", "[publisher]\nanchors = [\"one.pem\", \"two.pem\"]\n");
        File.Copy(_folder.Root + "/one.pem", _folder.Root + "/copy.pem");
        Assert.Equal(both, Digest("", "[publisher]\nanchors = [\"two.pem\", \"copy.pem\"]\n"));
    }

    [Theory]
    [InlineData("[agent]\nmode = \"observe\"\n", Publisher)]
    [InlineData("[worker]\ninsecure_without = [\"landlock\"]\n", Publisher)]
    [InlineData("[tpm]\ndevice = \"/dev/tpmrm0\"\n", Publisher)]
    [InlineData("", "fleet = \"acme\"\n" + Publisher)]
    [InlineData("", "[publisher]\nanchors = [\"two.pem\"]\n")]
    [InlineData("", "[publisher]\nanchors = [\"one.pem\"]\neku = \"oms\"\n")]
    [InlineData("", Publisher + "[hub]\nanchors = [\"two.pem\"]\n")]
    [InlineData("", Publisher + "[director]\nanchors = [\"two.pem\"]\n")]
    public void Every_decision_counts(string agent, string trust) => Assert.NotEqual(Digest("", Publisher), Digest(agent, trust));

    [Fact]
    public void An_anchor_of_one_role_is_not_one_of_another() => Assert.NotEqual(
        Digest("", Publisher + "[hub]\nanchors = [\"two.pem\"]\n"), Digest("", Publisher + "[director]\nanchors = [\"two.pem\"]\n"));

    private Sha256Digest Digest(string agentText, string trustText)
    {
        string trustFile = _folder.Write("/trust.toml", trustText);
        string agentFile = _folder.Write("/agent.toml", agentText + $"[trust]\nfile = \"{trustFile}\"\n");
        Assert.True(AgentConfigurationLoader.Load(new ConfigurationSources(File: agentFile)).TryGet(out AgentConfiguration? agent, out IReadOnlyList<ConfigurationProblem> problems), string.Join('\n', problems));
        Assert.True(TrustConfigurationLoader.Load(trustFile).TryGet(out TrustConfiguration? trust, out problems), string.Join('\n', problems));
        return ConfigurationDigest.Of(agent, trust);
    }

    private static string Pem(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem() + "\n";
    }
}
