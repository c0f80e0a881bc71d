using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Names and texts that come from outside on their own.</summary>
internal static class TextTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        // White space around a token is passed over.
        new TextTarget("enrol-token", text => text == text.Trim() && EnrolToken.TryParse(text, out EnrolToken? token) ? token.ToString() : null, [EnrolToken.Of(new byte[16], SampleEvidence.Digest("hub")).ToString()]),
        new TextTarget("topic", Topic, [Topics.Up(SampleEvidence.Device, Topics.Evidence), Topics.Up(SampleEvidence.Device, $"{Topics.Result}/a-1"), Topics.Down(SampleEvidence.Device, Topics.Desired), Topics.CommandOf(SampleEvidence.Device, CommandVerbs.Attest)]),
        new TextTarget("ueid", text => Ueid.TryParse(text, out Ueid? ueid) ? ueid.Hex : null, [SampleEvidence.Device]),
        new TextTarget("digest", text => Sha256Digest.TryParseHex(text, out Sha256Digest digest) ? digest.Hex : null, [SampleEvidence.Digest("x").Hex]),
        new TextTarget("version", text => SemanticVersion.TryParse(text)?.ToString(), ["1.4.2", "1.0.0-rc.1", "0.0.1-alpha.1.x-y+build.007"]),
        new TextTarget("vector-name", text => VectorFileName.Parse(text)?.Name, ["test_data_set_0/input_0.pb", "a/b.c/output_12.pb"]),
        new TextTarget("package-path", Inside, ["model.onnx", "sanity/test_data_set_0/input_0.pb"]),
    ];

    private static string? Topic(string text) => MLSecOps.Contracts.Telemetry.Topics.Parse(text) is { } topic
        ? topic.IsUp ? Topics.Up(topic.Ueid, Detailed(topic)) : Topics.Down(topic.Ueid, Detailed(topic))
        : null;

    private static string Detailed(TopicName topic) => topic.Detail is null ? topic.Kind : $"{topic.Kind}/{topic.Detail}";

    // A path that the package may have leads, below any folder, nowhere else.
    private static string? Inside(string text) => PackagePath.IsValid(text) ? Path.GetFullPath($"/seed/{text}")["/seed/".Length..] : null;
}
