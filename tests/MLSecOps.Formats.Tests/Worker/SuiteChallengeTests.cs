using System.Text;
using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Tests.Worker;

public sealed class SuiteChallengeTests
{
    private static readonly ModelChallenge Whole = new(4,
    [
        new InputDescription("pixels", ElementType.Float32, [1, 1, 28, 28], new ValueRange.Floats(-0.1, 256, 0)),
        new InputDescription("tiny", ElementType.Float64, [2], new ValueRange.Floats(double.Epsilon, 1.0 / 3, 149)),
        new InputDescription("tokens", ElementType.UInt64, [8], new ValueRange.Integers(0, ulong.MaxValue)),
        new InputDescription("signed", ElementType.Int64, [], new ValueRange.Integers(long.MinValue, 3)),
        new InputDescription("class \"ä\"", ElementType.Int8, [3], new ValueRange.OneOf([-128, 3, 3, 127])),
        new InputDescription("mask", ElementType.Bool, [8, 8], new ValueRange.Booleans()),
    ]);

    /// <summary>What is written is read again bit by bit: another bit of a bound makes other inputs.</summary>
    [Fact]
    public void What_is_written_is_read_again()
    {
        ModelChallenge read = Read(Encoding.UTF8.GetString(Write(Whole)));
        Assert.Equal(4, read.Count);
        Assert.Equal(Whole.Inputs.Count, read.Inputs.Count);
        Assert.All(Whole.Inputs.Zip(read.Inputs), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(pair.First.Type, pair.Second.Type);
            Assert.Equal(pair.First.Shape, pair.Second.Shape);
            if (pair.First.Range is ValueRange.OneOf list)
            {
                Assert.Equal(list.Values, Assert.IsType<ValueRange.OneOf>(pair.Second.Range).Values);
            }
            else
            {
                Assert.Equal(pair.First.Range, pair.Second.Range);
            }
        });
    }

    [Theory]
    [InlineData("""{"count":2}""")]
    [InlineData("""{"inputs":[{"name":"x","type":"bool","shape":[1]}]}""")]
    [InlineData("""{"count":1,"inputs":[{"name":"x","type":"bool","shape":[1]}]}""")]
    [InlineData("""{"count":33,"inputs":[{"name":"x","type":"bool","shape":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"","type":"bool","shape":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[1]},{"name":"x","type":"bool","shape":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"string","shape":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float33","shape":[1],"low":0,"high":1,"scale":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[0]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[-1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[1.5]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[18446744073709551615]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[1,1,1,1,1,1,1,1,1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[1],"low":0,"high":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"low":0,"high":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"low":0,"scale":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"low":0,"high":1,"scale":150}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"low":0,"high":1e999,"scale":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"low":0,"high":"NaN","scale":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"float32","shape":[1],"values":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"low":0,"high":1,"scale":0}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"low":0,"high":1.5}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"low":0,"high":1,"values":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"values":[]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"values":[36893488147419103232]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1],"values":["1"]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"int32","shape":[1]}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"x","type":"bool","shape":[1],"more":1}]}""")]
    [InlineData("""{"count":2,"inputs":[{"name":"\ud800","type":"bool","shape":[1]}]}""")]
    public void Refuses(string section)
    {
        FormatFault fault = SanitySuiteParser.Parse(Suite(section)).Match(_ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
        Assert.Equal(RehearsalReasons.SuiteMalformed, fault.Reason);
        Assert.True(fault.Offset > 40, "the fault is in the section");
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = Suite(Encoding.UTF8.GetString(Write(Whole)));
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            SanitySuiteParser.Parse(flipped).Match(_ => 0, fault => fault.Offset);
            Assert.False(SanitySuiteParser.Parse(good.AsSpan(0, bit / 8)).TryGet(out _, out _));
        }
    }

    private static ModelChallenge Read(string section) => SanitySuiteParser.Parse(Suite(section)).Match(
        suite => suite.Challenge!, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));

    private static byte[] Suite(string section) => Encoding.UTF8.GetBytes($$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"challenge":{{section}}}""");

    private static byte[] Write(ModelChallenge challenge)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            SuiteChallengeWriter.Write(json, challenge);
        }

        return stream.ToArray();
    }
}
