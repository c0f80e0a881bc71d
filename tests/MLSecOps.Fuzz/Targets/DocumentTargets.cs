using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.Tests.Documents;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The kinds of signed documents.</summary>
internal static class DocumentTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new DocumentTarget<ModelManifest>("manifest", "mlsec.model-manifest/1", Limits.DocumentBytes, ManifestParser.Parse, ManifestWriter.Write, Manifests),
        new DocumentTarget<Directive>("directive", Directive.Schema, Limits.DocumentBytes, DirectiveParser.Parse, DirectiveWriter.Write, Directives),
        new DocumentTarget<Bulletin>("bulletin", Bulletin.Schema, Limits.DocumentBytes, BulletinParser.Parse, BulletinWriter.Write, Bulletins),
        new DocumentTarget<TrustUpdate>("trust-update", TrustUpdate.Schema, Limits.DocumentBytes, TrustUpdateParser.Parse, TrustUpdateWriter.Write, TrustUpdates),
        new DocumentTarget<Membership>("membership", Membership.Schema, Limits.DocumentBytes, MembershipParser.Parse, MembershipWriter.Write, Memberships),
    ];

    private static IEnumerable<(string Name, byte[] Content)> Manifests()
    {
        yield return ("valid-whole", SampleManifest.Bytes);
        yield return ("valid-opaque", SampleManifest.With("\"format\": \"onnx\"", "\"format\": \"opaque\""));
        yield return ("valid-escapes", SampleManifest.With("git+https://example.org/m@1", "caf\\u00e9 \\ud83d\\ude00 \\\"x\\\""));
        yield return ("valid-pre-release", SampleManifest.With("1.4.2", "1.4.2-rc.1+build.7"));
        yield return ("surrogate-in-a-name", Encoding.ASCII.GetBytes("""{"\ud800":1}"""));
        yield return ("duplicate", SampleManifest.With("\"release\": 17,", "\"release\": 17, \"release\": 18,"));
    }

    private static IEnumerable<(string Name, byte[] Content)> Directives()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        DesiredRelease vision = new("vision", SampleEvidence.Release, 4096, ["https://cdn.example/vision-17.mlpkg", "https://hub.example:8443/packages/vision?x=1"]);
        Directive group = new("acme", new DirectiveScope.Group("all"), 7, now, now.AddDays(30), false, [vision, vision with { Model = "sound", Id = new ReleaseId(1, SampleEvidence.Digest("other")) }]);
        foreach ((string name, Directive directive) in new[]
        {
            ("valid-group", group),
            ("valid-device", group with { Scope = new DirectiveScope.Device(SampleEvidence.Ueid()), Desired = [vision] }),
            ("valid-hold", group with { Hold = true, Desired = [] }),
        })
        {
            yield return (name, DirectiveWriter.Write(directive).Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}")));
        }

        yield return ("surrogate-in-a-name", Encoding.ASCII.GetBytes("""{"\ud800":1}"""));
        yield return ("text", Encoding.ASCII.GetBytes("""{"schema":"mlsec.directive/1"}"""));
    }

    private static IEnumerable<(string Name, byte[] Content)> Bulletins()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        Recall recall = new("vision", SampleEvidence.Release, "answers \"no\" in the dark", new ReleaseId(1, SampleEvidence.Digest("other")));
        Bulletin whole = new(7, now, now.AddDays(30), [recall, recall with { Id = new ReleaseId(2, SampleEvidence.Digest("third")), Fallback = null }], [new LeastRelease("vision", 12)], [new LeastCrlNumber(SampleEvidence.Digest("key"), 0)]);
        yield return ("valid-whole", Bytes(BulletinWriter.Write(whole)));
        yield return ("valid-nothing", Bytes(BulletinWriter.Write(whole with { Recalls = [], LeastReleases = [], LeastCrlNumbers = [] })));
        yield return ("no-manifest", Encoding.ASCII.GetBytes("""{"schema":"mlsec.bulletin/1","recalls":[{"fallback":{"release":1}"""));
    }

    private static IEnumerable<(string Name, byte[] Content)> TrustUpdates()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        RoleAnchors one = new([new byte[] { 0x30, 0 }], 1, false);
        Dictionary<TrustRole, RoleAnchors> roles = new() { [TrustRole.Root] = one with { Anchors = [new byte[] { 0x30, 1, 2 }, new byte[] { 0x30, 2, 1, 5 }], Threshold = 2 }, [TrustRole.Publisher] = one with { AcceptsOmsUsage = true } };
        TrustUpdate least = new("acme", 1, now, now.AddDays(365), roles, [], []);
        yield return ("valid-least", Bytes(TrustUpdateWriter.Write(least)));
        yield return ("valid-whole", Bytes(TrustUpdateWriter.Write(least with
        {
            Roles = new Dictionary<TrustRole, RoleAnchors>(roles) { [TrustRole.Director] = one, [TrustRole.Hub] = one, [TrustRole.Timestamp] = one },
            FloorResets = [new FloorReset("vision", 0)],
            TimeResets = [TimeSource.Bulletin, TimeSource.Crl],
        })));
    }

    private static IEnumerable<(string Name, byte[] Content)> Memberships()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        Membership membership = new("acme", SampleEvidence.Ueid(), 3, now, now.AddDays(365), ["line-3", "cameras"]);
        yield return ("valid-two", Bytes(MembershipWriter.Write(membership)));
        yield return ("valid-none", Bytes(MembershipWriter.Write(membership with { Groups = [] })));
        yield return ("surrogate-in-a-name", Encoding.ASCII.GetBytes("""{"\ud800":1}"""));
        yield return ("duplicate", Encoding.ASCII.GetBytes("""{"schema":"mlsec.membership/1","groups":["a","a"],"groups":[]}"""));
        yield return ("foreign", Encoding.ASCII.GetBytes("""{"schema":"mlsec.directive/1","fleet":" "}"""));
        yield return ("dates", Encoding.ASCII.GetBytes("""{"issued":"2026-13-01T00:00:00Z","expires":1,"sequence":0.5,"device":"01"}"""));
    }

    private static byte[] Bytes(Parsed<ReadOnlyMemory<byte>> written) => written.Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}"));
}
