using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary><c>mlsec rollout recall</c> sends what <c>mlsec trust bulletin</c> wrote, and believes only an answer about it.</summary>
public sealed class RecallCommandTests(SampleFixture sample) : IClassFixture<SampleFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(201, false)]
    [InlineData(200, true)]
    public async Task A_bulletin_is_sent_as_devices_take_it_and_what_it_recalls_is_said(int status, bool already)
    {
        string bulletin = await BulletinAsync();
        byte[] document = await File.ReadAllBytesAsync(bulletin, TestContext.Current.CancellationToken);
        string digest = $"{Sha256Digest.Of(document)}";
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Bulletin(digest), HubJson.Default.HubBulletin, status));

        MlsecRun run = await Run(hub, "rollout", "recall", bulletin);

        Assert.True(run.ExitCode == 0, run.ToString());
        HubRequest request = Assert.Single(hub.Requests);
        Assert.Equal("POST /api/1/bulletins", request.Line);
        byte[] cms = await File.ReadAllBytesAsync(Path.ChangeExtension(bulletin, ".p7s"), TestContext.Current.CancellationToken);
        Assert.Equal(SignedMessage.Encode(document, cms), request.Body);
        string suffix = already ? "-again" : string.Empty;
        Golden.Matches($"hub/recall{suffix}.txt", Stable(hub, run, digest));
        Golden.Matches($"hub/recall{suffix}.json", Stable(hub, await Run(hub, "rollout", "recall", bulletin, "--json"), digest));
    }

    [Fact]
    public async Task An_answer_about_another_bulletin_is_noticed()
    {
        string bulletin = await BulletinAsync();
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Bulletin("sha256:" + new string('0', 64)) with { Version = 1 }, HubJson.Default.HubBulletin, 201));

        MlsecRun run = await Run(hub, "rollout", "recall", bulletin);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[HUB_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_a_verdict()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(DocumentReasons.BulletinOlder, 409, "bulletin.version: expected at least version 4, found version 1"));

        MlsecRun run = await Run(hub, "rollout", "recall", await BulletinAsync());

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[BULLETIN_VERSION_OLDER]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_signed_or_no_bulletin_is_not_sent()
    {
        await using TestHub hub = new(_trust, _ => throw new InvalidOperationException());
        string bulletin = await BulletinAsync();
        File.Copy(bulletin, _folder["bare.json"]);
        File.WriteAllText(_folder["other.json"], """{"schema":"mlsec.other/1"}""");

        MlsecRun bare = await Run(hub, "rollout", "recall", _folder["bare.json"]);
        MlsecRun other = await Run(hub, "rollout", "recall", _folder["other.json"]);

        Assert.Equal((3, 3), (bare.ExitCode, other.ExitCode));
        Assert.Contains("[SIGNATURE_MISSING]", bare.Error, StringComparison.Ordinal);
        Assert.Contains("[BULLETIN_SCHEMA_UNSUPPORTED]", other.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests);
    }

    private async Task<string> BulletinAsync()
    {
        MlsecRun made = await new Mlsec(_folder.Path).Run([
            "trust", "bulletin", "--recall", Path.Combine(sample.Folder, "signed.mlpkg"), "--why", "deaf-in-rain",
            "--cert", Path.Combine(_trust, "keys/publisher.pem"), "--key", Path.Combine(_trust, "keys/publisher.key"), "-o", _folder["bulletin.json"]]);
        Assert.True(made.ExitCode == 0, made.ToString());
        return _folder["bulletin.json"];
    }

    private Task<MlsecRun> Run(TestHub hub, params string[] line) =>
        new Mlsec(_folder.Path).Run([.. line, "--operator", Path.Combine(_trust, "operator.toml"), "--hub", hub.Url]);

    private string Stable(TestHub hub, MlsecRun run, string digest) => run.Output
        .Replace(hub.Url, "https://localhost:8443", StringComparison.Ordinal)
        .Replace(digest, "sha256:" + new string('a', 64), StringComparison.Ordinal)
        .Replace(_folder.Path, "/bulletins", StringComparison.Ordinal);
}
