using System.Security.Cryptography;
using System.Text;

using MLSecOps.Formats;
using MLSecOps.Formats.Oms;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>OMS statements. What is accepted names only files inside the folder, each once, whole or in shards that begin before they end, under the root digest computed here anew.</summary>
internal sealed class OmsStatementTarget : FuzzTarget
{
    public override string Name => "oms-statement";

    public override IGrammar Grammar { get; } = new JsonGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(OmsStatementParser.Parse(input), statement => Check(input, statement));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-files", Statement("files", ("model.onnx", "00"), ("weights/0.bin", "01")));
        yield return ("valid-shards", Statement("shards", ("model.onnx:0:4096", "00"), ("model.onnx:4096:5000", "01"), ("a:b:0:1", "02")));
        yield return ("valid-single", Statement("files", (".", "7f")));
        yield return ("legacy", "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://model_signing/Digests/v0.1\"}"u8.ToArray());
        yield return ("outside", Statement("files", ("../model.onnx", "00")));
    }

    /// <summary>A statement whose root digest is right.</summary>
    /// <param name="method">files or shards.</param>
    /// <param name="resources">Name, and the byte that its digest repeats.</param>
    public static byte[] Statement(string method, params (string Name, string Digest)[] resources)
    {
        string[] digests = [.. resources.Select(resource => string.Concat(Enumerable.Repeat(resource.Digest, 32)))];
        string root = Root(digests), shards = method == "shards" ? ",\"shard_size\":4096" : "";
        string items = string.Join(',', resources.Select((resource, i) => $$"""{"name":"{{resource.Name}}","digest":"{{digests[i]}}","algorithm":"sha256"}"""));
        return Encoding.ASCII.GetBytes($$"""
            {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"seed","digest":{"sha256":"{{root}}" } }],"predicateType":"https://model_signing/signature/v1.0",
             "predicate":{"serialization":{"method":"{{method}}","hash_type":"sha256","allow_symlinks":false{{shards}},"ignore_paths":["model.sig",".git"]},"resources":[{{items}}] } }
            """);
    }

    private static string Root(IEnumerable<string> digests) => Convert.ToHexStringLower(SHA256.HashData([.. digests.SelectMany(Convert.FromHexString)]));

    private static void Check(ReadOnlyMemory<byte> input, OmsStatement statement)
    {
        BrokenInvariantException.Unless(input.Length <= Limits.OmsBundleBytes && statement.Resources.Count > 0, "limits of a statement");
        string folder = "/seed/";
        foreach (OmsResource resource in statement.Resources)
        {
            string full = Path.GetFullPath(folder + resource.Path);
            BrokenInvariantException.Unless(resource.Path == "." || full == folder + resource.Path, $"a path inside the folder: {resource.Path}");
            BrokenInvariantException.Unless(statement.ShardSize is not null ? resource.End is { } end && 0 <= resource.Start && resource.Start < end : resource is { Start: 0, End: null }, "a whole file, or a shard that begins before it ends");
        }

        BrokenInvariantException.Unless(statement.Resources.Select(resource => (resource.Path, resource.Start, resource.End)).Distinct().Count() == statement.Resources.Count, "each resource once");
        string root = Root(statement.Resources.Select(resource => resource.Digest));
        BrokenInvariantException.Unless(Encoding.UTF8.GetString(input.Span).Contains(root, StringComparison.Ordinal) || input.Span.IndexOf("\\u"u8) >= 0, "the root digest stands in the input");
    }
}
