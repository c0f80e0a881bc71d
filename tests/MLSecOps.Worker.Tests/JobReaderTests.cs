using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

public sealed class JobReaderTests
{
    private static readonly byte[] Good = JobBytes.Of(
        (JobPartKind.Suite, "suite.json", [1]), (JobPartKind.Model, "model.onnx", [2, 3]), (JobPartKind.Vector, "a/input_0.pb", []), (JobPartKind.ExternalData, "w.bin", [4]));

    [Fact]
    public void Reads_parts_in_any_order()
    {
        RehearsalJob job = JobReader.Read(new MemoryStream(Good)).Match(job => job, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        Assert.Equal([2, 3], job.Model);
        Assert.Equal([1], job.Suite!);
        Assert.Empty(job.Vectors["a/input_0.pb"]);
        Assert.Equal([4], job.ExternalData["w.bin"]);
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            Assert.Equal(RehearsalReasons.JobMalformed, Fault(Good[..length]).Reason);
        }

        int read = 0;
        for (int bit = 0; bit < Good.Length * 8; bit++)
        {
            byte[] flipped = [.. Good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            read += JobReader.Read(new MemoryStream(flipped)).TryGet(out _, out _) ? 1 : 0;
        }

        Assert.InRange(read, 1, Good.Length * 8);
    }

    [Fact]
    public void Refuses_more_bytes_no_model_and_twins()
    {
        Assert.Equal(RehearsalReasons.JobMalformed, Fault([.. Good, 0]).Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Fault(JobBytes.Of((JobPartKind.Suite, "suite.json", []))).Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Fault(JobBytes.Of((JobPartKind.Model, "a", []), (JobPartKind.Model, "b", []))).Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Fault(JobBytes.Of((JobPartKind.Model, "a", []), (JobPartKind.Vector, "v", []), (JobPartKind.Vector, "v", []))).Reason);
    }

    [Fact]
    [RedTeam("G6", "States a gibibyte in the head of a part and sends nothing", typeof(JobReader))]
    public void Memory_grows_with_what_arrives_and_not_with_what_is_stated()
    {
        byte[] head = [.. JobFraming.WriteHead(1), .. JobFraming.WritePart(new JobPart(JobPartKind.Model, "m", JobLimits.ModelBytes)), 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RehearsalReasons.JobMalformed, Fault(head).Reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * JobReader.FirstPiece);
    }

    [Theory]
    [InlineData(JobReader.FirstPiece)]
    [InlineData(JobReader.FirstPiece + 1)]
    [InlineData((5 * JobReader.FirstPiece) + 7)]
    [InlineData(17 * JobReader.FirstPiece)]
    public void A_part_larger_than_a_piece_arrives_whole(int length)
    {
        byte[] model = new byte[length];
        new Random(length).NextBytes(model);
        RehearsalJob job = JobReader.Read(new MemoryStream(JobBytes.Of((JobPartKind.Model, "m", model)))).Match(job => job, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        Assert.True(model.AsSpan().SequenceEqual(job.Model));
    }

    private static FormatFault Fault(byte[] job) => JobReader.Read(new MemoryStream(job)).Match(
        _ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
