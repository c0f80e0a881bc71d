using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust check</c>: the verify loop over any content and its detached CMS, with revocation and time-stamps.</summary>
internal sealed class TrustCheckCommand : Verb
{
    private readonly Option<string> _content = new("--content") { Description = "what was signed, any bytes", HelpName = "FILE", Required = true };
    private readonly Option<string> _cms = new("--cms") { Description = "the detached CMS signature, DER", HelpName = "FILE", Required = true };
    private readonly Option<string[]> _anchors = Flags.Anchors(required: true);
    private readonly Option<string[]> _lists = Repeatable("--crl", "revocation list, PEM or DER; may be given several times, in the order in which they came");
    private readonly Option<bool> _required = new("--require-crl") { Description = "refuse a certificate that no list of its issuer covers" };
    private readonly Option<string[]> _stamps = Repeatable("--tsa-anchors", "CA certificate of a time-stamp authority, PEM; without one, time-stamps prove nothing");
    private readonly Option<string> _threshold = new("--threshold") { Description = "how many different keys must have signed (default 1)", HelpName = "N" };
    private readonly Option<string> _eku = new("--eku") { Description = "strict: codeSigning is required; oms: it may be absent (default strict)", HelpName = "POLICY" };
    private readonly Option<string> _at = Flags.At();

    public TrustCheckCommand()
        : base("check", "judge any content by its detached CMS signature", Schemas.TrustCheck)
    {
        Option[] flags = [_content, _cms, _anchors, _lists, _required, _stamps, _threshold, _eku, _at];
        foreach (Option flag in flags)
        {
            Add(flag);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec trust check --content manifest.json --cms manifest.p7s --anchors publisher-ca.pem",
        "mlsec trust check --content firmware.bin --cms firmware.p7s --anchors ca.pem --crl ca.crl --require-crl --tsa-anchors tsa-ca.pem --threshold 2 --json",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string content = invocation.Text(_content)!, cms = invocation.Text(_cms)!;
        RolePolicy policy = new(Judgement.Anchors(invocation.Texts(_anchors)), Threshold(invocation), Usage(invocation))
        {
            Revocation = new RevocationPolicy(Lists(invocation), invocation.Line.GetValue(_required)),
            TimestampAnchors = Judgement.Anchors(invocation.Texts(_stamps)),
        };
        VerificationTime time = Judgement.Time(invocation, _at);
        byte[] signature = SmallFile.Read(cms, out _);
        byte[] bytes = SmallFile.Read(content, out _, SmallFile.ContentBytes);
        cancellationToken.ThrowIfCancellationRequested();
        DocumentAppraisal appraisal = DocumentVerifier.VerifyContent(bytes, signature, policy, time);
        TrustCheckDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Verdict = Words.Of(appraisal.Verdict),
            Content = content,
            Cms = cms,
            Threshold = policy.Threshold,
            Checks = [.. appraisal.Verdict.Checks.Select(CheckEntry.Of)],
            Signers = VerifyOutcome.Signers(appraisal.Signers),
            Time = Timestamp.Of(time.Instant),
            TimeOrigin = VerifyOutcome.OriginWord(time.Origin),
            ClockTrusted = time.Origin == TimeOrigin.Clock,
        };
        List<Line> lines = [.. CheckLines.Of(appraisal.Verdict.Checks), .. document.Signers.Select(VerifyOutcome.LineOf)];
        lines.Add($"time      {document.Time}, {VerifyOutcome.Explain(time.Origin)}");
        return Task.FromResult(VerifyOutcome.Conclude(document, lines, content, content, appraisal.Verdict));
    }

    private static Option<string[]> Repeatable(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private ReadOnlyMemory<byte>[] Lists(Invocation invocation)
    {
        ReadOnlyMemory<byte>[] lists = [.. invocation.Texts(_lists).SelectMany(RevocationFile.Read)];
        return lists.Length <= Limits.Crls ? lists : throw invocation.Usage($"--crl names {lists.Length} lists, and at most {Limits.Crls} are judged");
    }

    private int Threshold(Invocation invocation)
    {
        if (invocation.Text(_threshold) is not { } text)
        {
            return 1;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threshold) && threshold is >= 1 and <= Limits.CmsSigners
            ? threshold
            : throw invocation.Usage($"--threshold must be a number from 1 to {Limits.CmsSigners}");
    }

    private SignerUsage Usage(Invocation invocation) => invocation.Text(_eku) switch
    {
        null or "strict" => SignerUsage.Strict,
        "oms" => SignerUsage.Oms,
        _ => throw invocation.Usage("--eku must be strict or oms"),
    };
}
