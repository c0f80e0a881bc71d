using System.Text;

using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Tests.Documents;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The kinds of signed documents.</summary>
internal static class DocumentTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new DocumentTarget<ModelManifest>("manifest", "mlsec.model-manifest/1", Limits.DocumentBytes, ManifestParser.Parse, ManifestWriter.Write, Manifests),
        new DocumentTarget<Directive>("directive", Directive.Schema, Limits.DocumentBytes, DirectiveParser.Parse, DirectiveWriter.Write, Directives),
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
}
