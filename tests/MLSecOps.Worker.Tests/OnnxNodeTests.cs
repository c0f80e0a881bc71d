using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The ONNX project's own backend tests through our reader, runner and comparison, at the tolerance that ONNX publishes for them.</summary>
public sealed class OnnxNodeTests
{
    private const int Cases = 932;
    private const int Outputs = 1093;

    [Fact]
    public void All_cases_pass_at_the_published_tolerance()
    {
        string archive = SharedModels.Required("ml/onnx-node-tests/onnx-1.12-backend-tests-small.tar.gz");
        InferenceEngine.Load();

        List<string> failed = [];
        int count = 0;
        int outputs = 0;
        foreach ((string name, Dictionary<string, byte[]> files) in Unpack(archive))
        {
            count++;
            SanityOutcome outcome = Rehearsal.Run(Job(files), "x64-cpu");
            outputs += outcome.Comparisons.Count;
            Check? bad = outcome.Checks.FirstOrDefault(check => check.Outcome != CheckOutcome.Passed);
            if (bad is not null)
            {
                failed.Add($"{name}: {bad.Reason} {bad.Subject} {bad.Expected} {bad.Found}");
            }
        }

        Assert.Empty(failed);
        Assert.Equal(Cases, count);
        Assert.Equal(Outputs, outputs);
    }

    private static RehearsalJob Job(Dictionary<string, byte[]> files)
    {
        Dictionary<string, byte[]> vectors = files.Where(file => file.Key != "model.onnx").ToDictionary();
        string folders = string.Join(',', vectors.Keys.Select(name => name.Split('/')[0]).Distinct().Select(folder => $$"""{"path":"{{folder}}"}"""));
        string suite = $$"""{"schema":"mlsec.sanity/1","vectors":[{{folders}}],"tolerances":[{"profile":"default","output":"*","metric":"elementwise","rtol":1e-3,"atol":1e-7}]}""";
        return new RehearsalJob(files["model.onnx"], Encoding.UTF8.GetBytes(suite), vectors, new Dictionary<string, byte[]>());
    }

    private static Dictionary<string, Dictionary<string, byte[]>> Unpack(string archive)
    {
        Dictionary<string, Dictionary<string, byte[]>> cases = [];
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            string[] path = entry.Name.TrimStart('.', '/').Split('/', 3);
            if (entry.DataStream is null || path.Length < 3)
            {
                continue;
            }

            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            string key = $"{path[0]}/{path[1]}";
            cases.TryAdd(key, []);
            cases[key].Add(path[2], content.ToArray());
        }

        return cases;
    }
}
