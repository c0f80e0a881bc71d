using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags by which a folder is judged by its OMS bundle, and that judgement.</summary>
internal sealed class OmsJudgement
{
    private readonly Option<string> _key = Flags.PublicKey();
    private readonly OmsFolderFlags _folder = new();
    private readonly Option<bool> _unsigned = new("--ignore-unsigned-files") { Description = "leave files alone that nobody signed, instead of refusing them" };

    public void AddTo(Command command)
    {
        command.Add(_key);
        _folder.AddTo(command);
        command.Add(_unsigned);
    }

    /// <summary>True when the line names an OMS bundle.</summary>
    /// <exception cref="CommandFailure">It has flags that only mean something beside one.</exception>
    public bool Named(Invocation invocation)
    {
        bool others = invocation.Text(_key) is not null || invocation.Line.GetValue(_unsigned);
        return _folder.Named(invocation) || (others ? throw invocation.Usage("--public-key and --ignore-unsigned-files need --signature") : false);
    }

    /// <summary>Judges the folder or file.</summary>
    public Outcome Judge(Invocation invocation, Judgement judgement, string path, CancellationToken cancellation)
    {
        string signature = _folder.Signature(invocation)!;
        OmsPolicy policy = Policy(invocation, judgement, path);
        VerificationTime time = judgement.Time(invocation);
        byte[] bundle = SmallFile.Read(signature, out _, Limits.OmsBundleBytes);
        using OmsTree tree = _folder.Open(invocation, path);
        OmsAppraisal appraisal = OmsVerifier.Verify(bundle, tree, policy, time, cancellation);
        VerifyDocument document = new()
        {
            Schema = Schemas.Verify,
            Ok = true,
            Verdict = Words.Of(appraisal.Verdict),
            Package = path,
            Checks = [.. appraisal.Verdict.Checks.Select(CheckEntry.Of)],
            Signers = VerifyOutcome.Signers(appraisal.Signers),
            Time = Timestamp.Of(time.Instant),
            TimeOrigin = VerifyOutcome.OriginWord(time.Origin),
            ClockTrusted = time.Origin == TimeOrigin.Clock,
        };
        List<Line> lines = [.. CheckLines.Of(appraisal.Verdict.Checks), .. document.Signers.Select(VerifyOutcome.LineOf)];
        lines.Add($"time      {document.Time}, {VerifyOutcome.Explain(time.Origin)}");
        return VerifyOutcome.Conclude(document, lines, path, path, appraisal.Verdict);
    }

    private OmsPolicy Policy(Invocation invocation, Judgement judgement, string path)
    {
        string? key = invocation.Text(_key);
        if (key is not null && judgement.NamesTrust(invocation))
        {
            throw invocation.Usage("--public-key excludes --trust and --anchors");
        }

        // Anchors on the command line are judged as OMS producers issue; a trust file says itself what it wants.
        RolePolicy? signers = key is null ? judgement.OmsSigners(invocation) : null;
        return new OmsPolicy(signers, key is null ? default(ReadOnlyMemory<byte>?) : PublicKeyFile.Read(key))
        {
            IgnoredPaths = _folder.Ignored(invocation, path),
            IgnoreUnsigned = invocation.Line.GetValue(_unsigned),
        };
    }
}
