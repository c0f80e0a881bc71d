using System.Security.Cryptography;
using System.Text.Json.Nodes;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.TestKit;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>The reference producer's own goldens: what it says of its sample models, we say of the same bytes.</summary>
public sealed class OmsGoldenTests
{
    // Its forms that OMS v1.0 no longer has, and ours: a single file is called by its name instead of ".", shards state their algorithm plainly.
    private const string OldSingleFile = ".";

    [Fact]
    public void ManifestsNameTheSameFilesInTheSameOrderWithTheSameDigests()
    {
        foreach ((string name, string golden) in Goldens("signing/oms-reference/tests/_serialization/testdata/file/TestSerializer"))
        {
            string[] expected = [.. golden.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            if (expected.Length == 0)
            {
                Assert.Equal(OmsReasons.NothingToSign, Fault(Measure(name)).Reason);
                continue;
            }

            string[] ours = [.. Ok(Measure(name)).Resources.Select(resource => $"{(Model(name).IsSingleFile ? OldSingleFile : resource.Path)}:{resource.Digest}")];
            Assert.Equal(expected, ours);
        }
    }

    [Fact]
    public void StatementsSayTheSame()
    {
        foreach ((string name, string golden) in Goldens("signing/oms-reference/tests/_signing/testdata/signing/TestPayload"))
        {
            JsonNode expected = JsonNode.Parse(golden)!;
            JsonObject serialization = expected["predicate"]!["serialization"]!.AsObject();
            if (expected["predicate"]!["resources"]!.AsArray().Count == 0)
            {
                // The specification wants at least one.
                Assert.False(OmsStatementParser.Parse(Utf8(golden)).TryGet(out _, out FormatFault? fault));
                Assert.Equal(OmsReasons.StatementMalformed, fault.Reason);
                continue;
            }

            // Read back and written again, in the form of OMS v1.0: an integer as size of a shard, a plain name of the algorithm.
            serialization["ignore_paths"] = new JsonArray();
            if (serialization["shard_size"] is { } size)
            {
                serialization["shard_size"] = (long)size.GetValue<double>();
                foreach (JsonNode? resource in expected["predicate"]!["resources"]!.AsArray())
                {
                    resource!["algorithm"] = "sha256";
                }
            }

            AssertSame(expected, Ok(OmsStatementWriter.Write(Ok(OmsStatementParser.Parse(Utf8(golden))))));
            if (serialization["method"]!.GetValue<string>() == "shards")
            {
                continue;
            }

            // Measured from the bytes of the model.
            string subject = expected["subject"]![0]!["name"]!.GetValue<string>();
            JsonNode first = expected["predicate"]!["resources"]![0]!;
            first["name"] = first["name"]!.GetValue<string>() == OldSingleFile ? "file" : first["name"]!.GetValue<string>();
            OmsStatement measured = Ok(OmsMeasurement.Measure(Model(name), subject, [], TestContext.Current.CancellationToken));
            AssertSame(expected, Ok(OmsStatementWriter.Write(measured with { IgnoredPaths = [] })));
        }
    }

    [Fact]
    public void ItsNewestBundleIsMadeAgainButForTheSignature()
    {
        string? root = SharedVectors.Find("signing/oms-reference/scripts/tests");
        Assert.SkipWhen(root is null, SharedVectors.Absent);
        string folder = Path.Combine(root!, "v1.1.0-elliptic-key");
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(root!, "keys/certificate/signing-key.pem")));
        OmsStatement statement = Ok(OmsMeasurement.Measure(
            MemoryTree.Of(folder), "v1.1.0-elliptic-key", ["ignore-me", "model.sig"], TestContext.Current.CancellationToken));

        JsonNode ours = Opened(Ok(OmsSigner.Sign(statement, key, [])).Span);
        JsonNode theirs = Opened(File.ReadAllBytes(Path.Combine(folder, "model.sig")));

        Assert.True(JsonNode.DeepEquals(theirs, ours), $"{theirs}\n{ours}");
    }

    // With the payload as JSON, what is a set sorted, and without the signature, which is another one each time.
    private static JsonNode Opened(ReadOnlySpan<byte> bundle)
    {
        JsonNode opened = JsonNode.Parse(bundle)!;
        JsonNode payload = JsonNode.Parse(Convert.FromBase64String(opened["dsseEnvelope"]!["payload"]!.GetValue<string>()))!;
        JsonNode serialization = payload["predicate"]!["serialization"]!;
        string[] ignored = [.. serialization["ignore_paths"]!.AsArray().Select(path => path!.GetValue<string>()).Order(StringComparer.Ordinal)];
        serialization["ignore_paths"] = new JsonArray([.. ignored]);
        opened["dsseEnvelope"]!["payload"] = payload;
        opened["dsseEnvelope"]!["signatures"]![0]!["sig"] = "";
        return opened;
    }

    private static IEnumerable<(string Name, string Text)> Goldens(string folder)
    {
        string? root = SharedVectors.Find(folder);
        Assert.SkipWhen(root is null, SharedVectors.Absent);
        string[] files = [.. Directory.EnumerateFiles(root!).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        return files.Select(file => (Path.GetFileName(file), File.ReadAllText(file)));
    }

    private static Parsed<OmsStatement> Measure(string name) => OmsMeasurement.Measure(Model(name), "model", [], TestContext.Current.CancellationToken);

    // The sample models of the reference producer's tests; its goldens are named after them.
    private static MemoryTree Model(string name)
    {
        string model = name.Replace("_shard", "", StringComparison.Ordinal).Replace("_small", "", StringComparison.Ordinal);
        MemoryTree tree = new() { FollowsLinks = true, IsSingleFile = model.EndsWith("_file", StringComparison.Ordinal) && !model.StartsWith("model_folder", StringComparison.Ordinal) };
        return model switch
        {
            "empty_model_folder" => tree,
            "empty_model_file" => tree.With("file", ""),
            "sample_model_file" => tree.With("file", "This is a simple model"),
            "model_folder_with_empty_file" => tree.With("empty_file", ""),
            "symlink_model_folder" => tree.With("symlink_file", "This is a simple model"),
            "deep_model_folder" => Files(tree, [.. Enumerable.Range(0, 4).Select(i => ($"d0/d1/d2/d3/d4/f{i}", $"This is file f{i}."))]),
            "sample_model_folder" => Files(tree, [
                .. Enumerable.Range(0, 4).Select(i => ($"f{i}", $"This is file f{i} in root.")),
                .. Enumerable.Range(0, 6).Select(i => ($"d{i / 3}/f{i / 3}{i % 3}", $"This is file f{i / 3}{i % 3} in d{i / 3}."))]),
            _ => throw new InvalidOperationException($"What is in {name}?"),
        };
    }

    private static MemoryTree Files(MemoryTree tree, (string Path, string Content)[] files)
    {
        foreach ((string path, string content) in files)
        {
            tree.With(path, content);
        }

        return tree;
    }

    private static void AssertSame(JsonNode expected, ReadOnlyMemory<byte> ours)
    {
        JsonNode found = JsonNode.Parse(ours.Span)!;
        Assert.True(JsonNode.DeepEquals(expected, found), $"{expected}\n{found}");
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static T Ok<T>(Parsed<T> parsed)
        where T : notnull => SamplePackage.Ok(parsed);

    private static FormatFault Fault<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(_ => throw new InvalidOperationException("No fault."), fault => fault);
}
