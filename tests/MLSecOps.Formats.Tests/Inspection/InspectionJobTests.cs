using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.Tests.Inspection;

public sealed class InspectionJobTests
{
    private static readonly InspectionJob Whole = new(
        new InspectedFile("model.onnx", 1536, 1L << 32), new InspectedFile("old/model.onnx", 0, 12, Core.Digests.Sha256Digest.Of([1])), [new CoveredFile("weights.bin", 7), new CoveredFile("card.json", 0)], true);

    [Fact]
    public void Reads_what_the_writer_writes()
    {
        foreach (InspectionJob job in (InspectionJob[])[Whole, new InspectionJob(new InspectedFile("ä.onnx", 0, 0), null, null, false), Whole with { Files = [] }])
        {
            Assert.Equivalent(job, Read(InspectionJobWriter.Write(job).ToArray()).Match(read => read, fault => throw new Xunit.Sdk.XunitException($"{fault}")), strict: true);
        }
    }

    [Theory]
    [InlineData("\"offset\":1536", "\"offset\":-1")]
    [InlineData("\"offset\":1536", "\"offset\":9223372036854775807")]
    [InlineData("\"length\":4294967296", "\"length\":1.5")]
    [InlineData("\"path\":\"model.onnx\"", "\"path\":\"\"")]
    [InlineData("\"path\":\"model.onnx\",", "")]
    [InlineData("\"compare_weights\":true,", "")]
    [InlineData("\"compare_weights\":true", "\"compare_weights\":1")]
    [InlineData("\"files\"", "\"filez\"")]
    [InlineData("\"sha256\":\"4b", "\"sha256\":\"4B")]
    [InlineData("inspection-job/1", "inspection-job/2")]
    public void Refuses(string part, string instead)
    {
        string json = Encoding.UTF8.GetString(InspectionJobWriter.Write(Whole).Span);
        Assert.Contains(part, json);
        int at = json.IndexOf(part, StringComparison.Ordinal);
        Assert.False(Read(Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, at), instead, json.AsSpan(at + part.Length)))).TryGet(out _, out FormatFault? fault));
        Assert.Equal(InspectionReasons.JobMalformed, fault.Reason);
    }

    [Fact]
    public void A_job_that_no_worker_reads_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => InspectionJobWriter.Write(Whole with { Model = Whole.Model with { Length = -1 } }));
        Assert.Throws<ArgumentException>(() => InspectionJobWriter.Write(Whole with { Files = [.. Enumerable.Repeat(new CoveredFile("a", 1), Limits.Files + 1)] }));
        Assert.Throws<ArgumentException>(() => InspectionJobWriter.Write(Whole with { Model = Whole.Model with { Path = new string('x', InspectionLimits.TextLength + 1) } }));
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = InspectionJobWriter.Write(Whole).ToArray();
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(Read(good[..length]).TryGet(out _, out _));
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Read(flipped).TryGet(out _, out _);
        }
    }

    private static Parsed<InspectionJob> Read(byte[] json) => InspectionJobParser.Parse(json);
}
