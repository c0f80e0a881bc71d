using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>openssl as an independent judge of the certificates that <c>trust init</c> makes.</summary>
public sealed class FleetKeysTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public static TheoryData<string, string, string, string> Certificates() => new()
    {
        { "publisher", "keys/publisher", "Code Signing", "any" },
        { "director", "keys/director", "Code Signing", "any" },
        { "root", "keys/root", "Code Signing", "any" },
        { "director", "hub/director", "Code Signing", "any" },
        { "hub", "hub/tls", "TLS Web Server Authentication", "sslserver" },
        { "hub", "hub/client", "TLS Web Client Authentication", "sslclient" },
        { "hub", "hub/signer", "1.3.6.1.5.5.7.3.36", "any" },
        { "hub", "hub/device-ca", "TLS Web Client Authentication", "any" },
        { "timestamp", "keys/timestamp", "Time Stamping", "timestampsign" },
        { "operator", "keys/operator", "TLS Web Client Authentication", "sslclient" },
    };

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task Openssl_accepts_every_chain_for_its_one_use(string anchor, string certificate, string usage, string purpose)
    {
        await ToolRun.Must("openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", $"{_trust}/anchors/{anchor}.pem", $"{_trust}/{certificate}.pem");

        string text = await Text($"{certificate}.pem");
        string critical = anchor == "timestamp" ? "critical" : string.Empty;
        Assert.Equal(usage, text.Split($"X509v3 Extended Key Usage: {critical}\n")[1].Split('\n')[0].Trim());
        Assert.Contains("prime256v1", text, StringComparison.Ordinal);
        Assert.Equal(
            await ToolRun.Must("openssl", "x509", "-in", $"{_trust}/{certificate}.pem", "-noout", "-pubkey"),
            await ToolRun.Must("openssl", "pkey", "-in", $"{_trust}/{certificate}.key", "-pubout"));
    }

    [Theory]
    [InlineData("keys/publisher")]
    [InlineData("keys/director")]
    [InlineData("keys/root")]
    [InlineData("keys/timestamp")]
    [InlineData("keys/operator")]
    [InlineData("hub/director")]
    [InlineData("hub/tls")]
    [InlineData("hub/client")]
    [InlineData("hub/signer")]
    public async Task An_end_entity_signs_and_issues_nothing(string certificate)
    {
        string text = await Text($"{certificate}.pem");

        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Digital Signature\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anchors/publisher", 0)]
    [InlineData("anchors/director", 0)]
    [InlineData("anchors/root", 0)]
    [InlineData("anchors/timestamp", 0)]
    [InlineData("anchors/operator", 0)]
    [InlineData("anchors/hub", 1)]
    [InlineData("hub/device-ca", 0)]
    public async Task An_authority_issues_to_its_depth_only(string certificate, int depth)
    {
        string text = await Text($"{certificate}.pem");

        Assert.Contains($"CA:TRUE, pathlen:{depth}\n", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timestamp_key_makes_tokens_that_openssl_verifies()
    {
        using ScratchFolder folder = new();
        folder.Write("data", "anything"u8.ToArray());
        folder.Write("serial", "01\n"u8.ToArray());
        folder.Write("tsa.cnf", System.Text.Encoding.ASCII.GetBytes($"[tsa]\ndefault_tsa = t\n[t]\nserial = {folder["serial"]}\ndefault_policy = 1.2.3\ndigests = sha256\nsigner_digest = sha256\n"));
        await ToolRun.Must("openssl", "ts", "-query", "-data", folder["data"], "-sha256", "-cert", "-out", folder["query"]);
        await ToolRun.Must(
            "openssl", "ts", "-reply", "-config", folder["tsa.cnf"], "-queryfile", folder["query"], "-signer", $"{_trust}/keys/timestamp.pem", "-inkey", $"{_trust}/keys/timestamp.key", "-out", folder["reply"]);
        await ToolRun.Must("openssl", "ts", "-verify", "-queryfile", folder["query"], "-in", folder["reply"], "-CAfile", $"{_trust}/anchors/timestamp.pem");
        Assert.NotEqual(0, (await ToolRun.Run("openssl", "ts", "-verify", "-queryfile", folder["query"], "-in", folder["reply"], "-CAfile", $"{_trust}/anchors/publisher.pem")).ExitCode);
    }

    [Theory]
    [InlineData("hub/tls", "sslclient")]
    [InlineData("hub/signer", "sslserver")]
    [InlineData("keys/operator", "sslserver")]
    public async Task A_certificate_does_not_serve_for_another_use(string certificate, string purpose)
    {
        string anchor = certificate == "keys/operator" ? "operator" : "hub";

        ToolRun run = await ToolRun.Run("openssl", "verify", "-purpose", purpose, "-CAfile", $"{_trust}/anchors/{anchor}.pem", $"{_trust}/{certificate}.pem");

        Assert.NotEqual(0, run.ExitCode);
    }

    [Theory]
    [InlineData("clientAuth", "sslclient", 0)]
    [InlineData("serverAuth", "sslserver", 2)]
    public async Task The_device_authority_can_issue_clients_and_nothing_else(string usage, string purpose, int exitCode)
    {
        using ScratchFolder folder = new();
        await ToolRun.Must(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder["device.key"], "-out", folder["device.pem"],
            "-CA", $"{_trust}/hub/device-ca.pem", "-CAkey", $"{_trust}/hub/device-ca.key", "-days", "30", "-subj", "/CN=01" + new string('a', 32),
            "-addext", "basicConstraints=critical,CA:FALSE", "-addext", $"extendedKeyUsage={usage}", "-addext", "keyUsage=critical,digitalSignature");

        ToolRun run = await ToolRun.Run(
            "openssl", "verify", "-purpose", purpose, "-CAfile", $"{_trust}/anchors/hub.pem", "-untrusted", $"{_trust}/hub/device-ca.pem", folder["device.pem"]);

        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task A_hub_on_this_machine_is_found_under_its_three_names()
    {
        Assert.Contains("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1\n", await Text("hub/tls.pem"), StringComparison.Ordinal);
        await ToolRun.Must("openssl", "verify", "-verify_hostname", "localhost", "-CAfile", $"{_trust}/anchors/hub.pem", $"{_trust}/hub/tls.pem");
        await ToolRun.Must("openssl", "verify", "-verify_ip", "::1", "-CAfile", $"{_trust}/anchors/hub.pem", $"{_trust}/hub/tls.pem");
    }

    [Fact]
    public async Task Named_hosts_stand_in_the_certificate_alone_and_the_first_in_operator_toml()
    {
        using ScratchFolder folder = new();

        MlsecRun run = await new Mlsec(folder.Path).Run("trust", "init", "beta", "--hub-host", "2001:DB8::5", "--hub-host", "Hub.Example.org", "--hub-host", "10.0.0.5");

        Assert.True(run.ExitCode == 0, run.ToString());
        string text = await ToolRun.Must("openssl", "x509", "-in", folder["beta/hub/tls.pem"], "-noout", "-ext", "subjectAltName");
        Assert.Equal("IP Address:2001:DB8:0:0:0:0:0:5, DNS:hub.example.org, IP Address:10.0.0.5", text.Split('\n')[1].Trim());
        Assert.Contains("hub = \"https://[2001:db8::5]:8443\"\n", await File.ReadAllTextAsync(folder["beta/operator.toml"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_of_the_hub_are_those_below_the_operator_anchor() =>
        Assert.Equal(
            await File.ReadAllTextAsync($"{_trust}/anchors/operator.pem", TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync($"{_trust}/hub/operators.pem", TestContext.Current.CancellationToken));

    private Task<string> Text(string certificate) => ToolRun.Must("openssl", "x509", "-in", $"{_trust}/{certificate}", "-noout", "-text");
}
