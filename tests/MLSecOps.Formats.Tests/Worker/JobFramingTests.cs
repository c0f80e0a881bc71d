using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Tests.Worker;

public sealed class JobFramingTests
{
    [Fact]
    public void Heads_are_little_endian()
    {
        Assert.Equal("4D4C5345434A423103000000", Convert.ToHexString(JobFraming.WriteHead(3)));
        Assert.Equal("0300090005000000000000006E616D65", Convert.ToHexString(JobFraming.WritePart(new JobPart(JobPartKind.Vector, "name/1.pb", 5)))[..32]);
    }

    [Theory]
    [InlineData("4D4C5345434A423200000000")]
    [InlineData("4D4C5345434A423100000000")]
    [InlineData("4D4C5345434A4231FFFFFFFF")]
    [InlineData("4D4C5345434A423101100000")]
    [InlineData("4D4C5345434A423103")]
    public void Refuses_heads(string hex) => Assert.Equal(RehearsalReasons.JobMalformed, Fault(JobFraming.ReadHead(Convert.FromHexString(hex))).Reason);

    [Theory]
    [InlineData("000001000000000000000000", "61")] // kind 0
    [InlineData("7F0001000000000000000000", "61")] // kind 127
    [InlineData("0300010000000000000000FF", "61")] // negative length
    [InlineData("030001000100000400000000", "61")] // beyond a vector's limit
    [InlineData("030001000000000000000000", "20")] // a space
    [InlineData("030001000000000000000000", "C3")] // not ASCII
    public void Refuses_parts(string head, string name) => Assert.Equal(
        RehearsalReasons.JobMalformed, Fault(JobFraming.ReadPart(Convert.FromHexString(head), Convert.FromHexString(name))).Reason);

    [Fact]
    public void Refuses_name_lengths()
    {
        Assert.NotNull(Fault(JobFraming.ReadNameLength(Convert.FromHexString("030000000000000000000000"))));
        Assert.NotNull(Fault(JobFraming.ReadNameLength(Convert.FromHexString("030065000000000000000000"))));
        Assert.NotNull(Fault(JobFraming.ReadNameLength(Convert.FromHexString("030101000000000000000000"))));
    }

    [Theory]
    [InlineData("test_data_set_0/input_0.pb", true, 0)]
    [InlineData("a/b/output_12.pb", false, 12)]
    public void Vector_files(string name, bool input, int index)
    {
        VectorFileName file = VectorFileName.Parse(name)!;
        Assert.Equal((input, index, name), (file.IsInput, file.Index, file.Name));
    }

    [Theory]
    [InlineData("input_0.pb")]
    [InlineData("a/input_.pb")]
    [InlineData("a/input_00.pb")]
    [InlineData("a/input_-1.pb")]
    [InlineData("a/input_1000.pb")]
    [InlineData("a/input_0.txt")]
    [InlineData("../input_0.pb")]
    [InlineData("/input_0.pb")]
    [InlineData("a//input_0.pb")]
    [InlineData("a/other_0.pb")]
    [InlineData("a/input.pb")]
    public void Other_files(string name) => Assert.Null(VectorFileName.Parse(name));

    private static FormatFault Fault<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(_ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
