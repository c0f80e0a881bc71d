using System.Globalization;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests;
using MLSecOps.Trust.Tests.Timestamps;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Fuzz.Targets;

/// <summary>RFC 3161 tokens, judged for one signature by the authority that stamped the seeds. No input proves a time that the authority did not state; every refusal has its reason.</summary>
internal sealed class TimestampTokenTarget : FuzzTarget
{
    private static readonly byte[] Signature = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
    private static readonly DateTimeOffset[] Stated = [SamplePackage.Now.AddDays(-1), SamplePackage.Now.AddDays(-2)];
    private static readonly VerificationTime Later = new(SamplePackage.Now, TimeOrigin.Argument);

    private readonly Lazy<RolePolicy> _policy = new(() => new RolePolicy([]) { TimestampAnchors = [Corpus.Context("timestamp-token", "anchor.der")] });

    public override string Name => "timestamp-token";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override int LeastOutcomes => 6;

    // Certificates are loaded and keys used for each.
    public override int Mutations => 3_000;

    public override int BytesAlways => 1 << 20;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        CheckList checks = new();
        DateTimeOffset? time = TimestampVerifier.Verify(input, Signature, [], _policy.Value, Later, checks, "signer");
        Reason? refusal = checks.FirstFailure;
        string outcome = time is null ? Reading.Words($"{refusal?.Code} {checks.All[^1].Expected}") : "accepted";
        return new Reading(time is not null, outcome, null, () =>
        {
            BrokenInvariantException.Unless(time is null || TimestampTokenParser.Parse(input).Match(token => input.Span.IndexOf(token.Info.Span) >= 0, _ => false), "what is signed stands in the input");
            BrokenInvariantException.Unless(time is null == refusal is not null, "a time, or a reason");
            BrokenInvariantException.Unless(time is not { } proven || Stated.Contains(proven), string.Create(CultureInfo.InvariantCulture, $"only stated times are proven: {time:u}"));
        });
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        TokenForge token = new(ThrowAwayKeys.Stamper, Signature) { Time = Stated[0] };
        yield return ("context/anchor.der", ThrowAwayKeys.StampingRoot.Anchor);
        yield return ("valid-token", token.Build());
        yield return ("valid-sha-384", (token with { Time = Stated[1], Imprint = System.Security.Cryptography.HashAlgorithmName.SHA384 }).Build());
        yield return ("no-certificate", (token with { WithCertificates = false }).Build());
        yield return ("of-another", (token with { Signature = Encoding.ASCII.GetBytes("another") }).Build());
        yield return ("other-content", (token with { ContentType = CmsForge.Data }).Build());
    }
}
