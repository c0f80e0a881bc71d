using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

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

    private static FormatFault Fault(byte[] job) => JobReader.Read(new MemoryStream(job)).Match(
        _ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
