using System.Net;
using System.Net.Sockets;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary>Whom the command line talks to, as whom, and what it makes of answers that are none.</summary>
public sealed class HubClientTests(SampleFixture sample) : IClassFixture<SampleFixture>, IDisposable
{
    private static readonly HubReply NoDevices = HubReply.Of(new HubDevices([]), HubJson.Default.HubDevices);

    private readonly ScratchFolder _folder = new();
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_shows_the_operator_s_certificate()
    {
        await using TestHub hub = new(_trust, _ => NoDevices);

        MlsecRun run = await Ask(hub.Url);

        Assert.True(run.ExitCode == 0, run.ToString());
        HubRequest request = Assert.Single(hub.Requests);
        Assert.Equal(("GET /api/1/devices", "CN=acme operator 1"), (request.Line, request.Client));
        Assert.DoesNotContain("authorization", request.Headers.Keys);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task It_reaches_the_hub_under_the_names_of_its_certificate(string host)
    {
        await using TestHub hub = new(_trust, _ => NoDevices);

        Assert.Equal(0, (await Ask($"https://{host}:{hub.Port}")).ExitCode);
    }

    [Fact]
    public async Task Another_name_than_the_certificate_s_is_refused_and_nothing_is_sent()
    {
        await using TestHub hub = new(_trust, _ => NoDevices);

        MlsecRun run = await Ask($"https://127.0.0.2:{hub.Port}");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[HUB_NOT_TRUSTED]", run.Error, StringComparison.Ordinal);
        Assert.Contains("expected a certificate for 127.0.0.2", run.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public async Task Another_fleet_s_hub_is_refused_and_nothing_is_sent()
    {
        await new Mlsec(_folder.Path).Run("trust", "init", "mallory", "--fleet", "acme");
        await using TestHub hub = new(_folder["mallory"], _ => NoDevices);

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"the server at {hub.Url} is not this fleet's hub  [HUB_NOT_TRUSTED]", run.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public async Task A_device_s_or_operator_s_certificate_is_no_server_s()
    {
        await sample.CopyTo(_folder.Path);
        File.Copy(_folder["acme/hub/signer.pem"], _folder["acme/hub/tls.pem"], overwrite: true);
        File.Copy(_folder["acme/hub/signer.key"], _folder["acme/hub/tls.key"], overwrite: true);
        await using TestHub hub = new(_folder["acme"], _ => NoDevices);

        Assert.Equal(3, (await Ask(hub.Url)).ExitCode);
    }

    [Fact]
    public async Task Nobody_there_is_5()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        MlsecRun run = await Ask($"https://127.0.0.1:{port}");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("[HUB_UNREACHABLE]", run.Error, StringComparison.Ordinal);
        Assert.Contains("why:   nobody listens there", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_no_TLS_is_5()
    {
        using TcpListener plain = new(IPAddress.Loopback, 0);
        plain.Start();
        Task serving = Task.Run(
            async () =>
            {
                using TcpClient client = await plain.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);

        MlsecRun run = await Ask($"https://127.0.0.1:{((IPEndPoint)plain.LocalEndpoint).Port}");
        await serving;

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("TLS", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_ends_without_an_answer_is_5()
    {
        await using TestHub hub = new(_trust, _ => new HubReply(0, null));

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("the connection ended before the answer", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NOT_AUTHORISED", 403, 3)]
    [InlineData("HUB_STORAGE_FAILED", 500, 1)]
    [InlineData("REQUEST_MALFORMED", 400, 2)]
    [InlineData("EVIDENCE_ABSENT", 404, 4)]
    public async Task A_refusal_has_the_exit_code_of_its_reason(string code, int status, int exitCode)
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(code, "no", status, "because"));

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal($"mlsec: error: the hub at {hub.Url} refused: no  [{code}]", run.Error.Split('\n')[0]);
        Assert.Equal("mlsec: why:   because", run.Error.Split('\n')[1]);
    }

    [Theory]
    [InlineData("SOMETHING_NEW")]
    [InlineData("DIRECTIVE_HOLD")]
    public async Task A_reason_that_is_unknown_or_no_refusal_is_shown_and_never_0(string code)
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(code, "no\u001b[2J", 418));

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("refused: no\\u{1b}[2J  [HUB_REFUSED]", run.Error, StringComparison.Ordinal);
        Assert.Contains($"its reason is {code}, HTTP status 418", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using TestHub elsewhere = new(_trust, _ => NoDevices);
        await using TestHub hub = new(_trust, _ => new HubReply(302, []) { Header = $"Location: {elsewhere.Url}/api/1/devices" });

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[HUB_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_asked()
    {
        await using TestHub hub = new(_trust, _ => NoDevices);
        Mlsec mlsec = new(_folder.Path) { Environment = { ["HTTPS_PROXY"] = "http://127.0.0.1:1", ["ALL_PROXY"] = "http://127.0.0.1:1" } };

        Assert.Equal(0, (await mlsec.Run(Line(hub.Url))).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"devices":null}""")]
    [InlineData("""{"devices":[],"devices":[]}""")]
    public async Task An_answer_that_makes_no_sense_is_an_error(string body)
    {
        await using TestHub hub = new(_trust, _ => new HubReply(200, Encoding.UTF8.GetBytes(body)));

        MlsecRun run = await Ask(hub.Url, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\"reason\": \"HUB_ANSWER_UNREADABLE\"", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task An_endless_answer_is_cut()
    {
        byte[] endless = new byte[(16 << 20) + 1];
        Array.Fill(endless, (byte)' ');
        await using TestHub hub = new(_trust, _ => new HubReply(200, endless));

        MlsecRun run = await Ask(hub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("it has more than 16777216 bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_key_needs_its_passphrase()
    {
        _folder.Write("good.txt", "correct horse\n"u8);
        Mlsec mlsec = new(_folder.Path);
        await mlsec.Run("trust", "init", "locked", "--passphrase-file", "good.txt");
        await using TestHub hub = new(_folder["locked"], _ => NoDevices);

        MlsecRun without = await mlsec.Run("device", "list", "--operator", "locked/operator.toml", "--hub", hub.Url);
        MlsecRun with = await mlsec.Run("device", "list", "--operator", "locked/operator.toml", "--hub", hub.Url, "--passphrase-file", "good.txt");

        Assert.Equal((2, 0), (without.ExitCode, with.ExitCode));
        Assert.Contains("[COMMAND_KEY_UNUSABLE]", without.Error, StringComparison.Ordinal);
    }

    private Task<MlsecRun> Ask(string url, params string[] flags) => new Mlsec(_folder.Path).Run([.. Line(url), .. flags]);

    private string[] Line(string url) => ["device", "list", "--operator", Path.Combine(_trust, "operator.toml"), "--hub", url];
}
