using System.Buffers.Binary;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tap;

/// <summary>What an application that was taken over may send: every departure is a fault with its offset, and none an exception or an allocation.</summary>
public sealed class TapDamageTests
{
    // A byte of the golden message of records, where it stands, and what refuses its change.
    public static TheoryData<int, byte, string, string> Changes => new()
    {
        { TapLayout.MagicAt, (byte)'X', "TAP_MALFORMED", "another magic" },
        { TapLayout.VersionAt, 2, "TAP_VERSION_UNKNOWN", "a later version" },
        { TapLayout.VersionAt, 0, "TAP_VERSION_UNKNOWN", "no version" },
        { TapLayout.KindAt, 0x81, "TAP_MALFORMED", "a kind of the agent" },
        { TapLayout.KindAt, 4, "TAP_MALFORMED", "an unknown kind" },
        { TapLayout.KindAt, 2, "TAP_MALFORMED", "a farewell with records" },
        { TapLayout.CountAt, 4, "TAP_MALFORMED", "a record too many" },
        { TapLayout.CountAt, 2, "TAP_MALFORMED", "a record too few" },
        { TapLayout.CountAt + 1, 5, "TAP_LIMIT_EXCEEDED", "more records than a message may have" },
        { TapLayout.BytesAt, 0, "TAP_MALFORMED", "another length" },
        { TapLayout.HeaderZeroAt, 1, "TAP_MALFORMED", "a filler of the header" },
        { Record, 0, "TAP_MALFORMED", "a record shorter than its head" },
        { Record + 3, 0x80, "TAP_MALFORMED", "a record of two gigabytes" },
        { Record + TapLayout.RecordTensorsAt, 17, "TAP_LIMIT_EXCEEDED", "too many tensors" },
        { Record + TapLayout.RecordTensorsAt, 2, "TAP_MALFORMED", "a tensor that is not counted" },
        { Record + TapLayout.RecordFlagsAt, 4, "TAP_MALFORMED", "an unknown flag" },
        { Record + TapLayout.RecordFlagsAt, 1, "TAP_MALFORMED", "outputs of a call that failed" },
        { Record + TapLayout.RecordZeroAt, 1, "TAP_MALFORMED", "a filler of the record" },
        { Tensor + TapLayout.TensorRoleAt, 3, "TAP_MALFORMED", "an unknown role" },
        { Tensor + TapLayout.TensorTypeAt, 14, "TAP_MALFORMED", "complex numbers" },
        { Tensor + TapLayout.TensorTypeAt, 11, "TAP_MALFORMED", "wider elements than there are bytes" },
        { Tensor + TapLayout.TensorRankAt, 9, "TAP_LIMIT_EXCEEDED", "too many dimensions" },
        { Tensor + TapLayout.TensorRankAt, 8, "TAP_LIMIT_EXCEEDED", "dimensions that are content" },
        { Tensor + TapLayout.TensorPlaceAt, 3, "TAP_MALFORMED", "an unknown place" },
        { Tensor + TapLayout.TensorPlaceAt, 2, "TAP_MALFORMED", "a descriptor whose content is in the message too" },
        { Tensor + TapLayout.TensorNameBytesAt, 255, "TAP_MALFORMED", "a name longer than the record" },
        { Tensor + TapLayout.TensorNameBytesAt, 7, "TAP_MALFORMED", "a name with a byte after it" },
        { Tensor + TapLayout.TensorDescriptorAt, 1, "TAP_MALFORMED", "a descriptor of a tensor that has none" },
        { Tensor + TapLayout.TensorLengthAt, 15, "TAP_MALFORMED", "fewer bytes than the shape has" },
        { Tensor + TapLayout.TensorLengthAt + 7, 0x80, "TAP_MALFORMED", "a length beyond all memory" },
        { Tensor + TapLayout.TensorBytes, 0, "TAP_MALFORMED", "a shape without elements, with content" },
    };

    private const int Record = TapLayout.HeaderBytes;
    private const int Tensor = Record + TapLayout.RecordBytes;

    [Theory]
    [MemberData(nameof(Changes))]
    [RedTeam("G10", "Sends tap messages with hostile lengths, counts, kinds and versions", typeof(TapMessage), "TAP_MALFORMED", "TAP_LIMIT_EXCEEDED", "TAP_VERSION_UNKNOWN")]
    public void A_changed_field_is_refused(int at, byte value, string code, string what)
    {
        byte[] message = [.. GoldenTap.All["records"]];
        Assert.NotEqual(message[at], value);
        message[at] = value;
        Assert.False(TapMessage.TryRead(message, TapSide.Application, out TapMessage read, out TapFault fault), what);
        Assert.Equal(code, fault.Reason.Code);
        Assert.InRange(fault.Offset, 0, message.Length);
        Assert.Equal(TapKind.None, read.Kind);
        Assert.Equal(fault.Reason, fault.ToFormatFault().Reason);
    }

    [Fact]
    [RedTeam("G10", "Sends halves of tap messages", typeof(TapMessage), "TAP_MALFORMED")]
    public void A_message_that_was_cut_anywhere_is_refused()
    {
        foreach ((string name, byte[] whole) in GoldenTap.All)
        {
            for (int length = 0; length < whole.Length; length++)
            {
                byte[] cut = whole[..length];
                Assert.False(TapMessage.TryRead(cut, GoldenTap.SideOf(name), out _, out _), $"{name} {length}");
                if (length >= TapLayout.HeaderBytes)
                {
                    // The same with a header that says so.
                    BinaryPrimitives.WriteInt32LittleEndian(cut.AsSpan(TapLayout.BytesAt), length);
                    Assert.False(TapMessage.TryRead(cut, GoldenTap.SideOf(name), out _, out _), $"{name} {length}, told");
                }
            }

            byte[] longer = [.. whole, 0, 0, 0, 0, 0, 0, 0, 0];
            Assert.False(TapMessage.TryRead(longer, GoldenTap.SideOf(name), out _, out _));
            BinaryPrimitives.WriteInt32LittleEndian(longer.AsSpan(TapLayout.BytesAt), longer.Length);
            Assert.False(TapMessage.TryRead(longer, GoldenTap.SideOf(name), out _, out _));
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_is_a_value()
    {
        int refused = 0, read = 0;
        foreach ((string name, byte[] whole) in GoldenTap.All)
        {
            for (int bit = 0; bit < whole.Length * 8; bit++)
            {
                byte[] flipped = [.. whole];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                if (!TapMessage.TryRead(flipped, GoldenTap.SideOf(name), out TapMessage message, out _))
                {
                    refused++;
                    continue;
                }

                // Numbers, names, tokens and elements are the sender's to choose: what was read is written again as it came.
                read++;
                byte[] again = new byte[TapLimits.MessageBytes];
                if (message.Kind is TapKind.Records or TapKind.Canary)
                {
                    Assert.Equal(flipped, again[..TapMessageTests.Copy(message, again)]);
                }
            }
        }

        Assert.True(refused > 2000 && read > 500, $"{refused} refused, {read} read");
    }

    [Fact]
    public void A_side_s_kinds_are_refused_from_the_other()
    {
        foreach ((string name, byte[] whole) in GoldenTap.All)
        {
            TapSide other = GoldenTap.SideOf(name) == TapSide.Agent ? TapSide.Application : TapSide.Agent;
            Assert.False(TapMessage.TryRead(whole, other, out _, out TapFault fault), name);
            Assert.Equal(TapLayout.KindAt, fault.Offset);
        }
    }

    [Fact]
    public void Shapes_and_places_have_their_limits()
    {
        Assert.Equal(TapReasons.LimitExceeded, Refused((ref TapWriter writer) => writer.TryAddOmitted(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [1L << 30, 1L << 10]), 1UL << 40), message =>
            BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(Tensor + TapLayout.TensorBytes), uint.MaxValue)));
        Assert.Equal(TapReasons.LimitExceeded, Refused((ref TapWriter writer) => writer.TryAddDescriptor(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [TapLimits.DescriptorBytes]), TapLimits.DescriptorBytes), message =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(Tensor + TapLayout.TensorBytes), TapLimits.DescriptorBytes + 1);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(Tensor + TapLayout.TensorLengthAt), TapLimits.DescriptorBytes + 1);
        }));
        Assert.Equal(TapReasons.Malformed, Refused((ref TapWriter writer) => writer.TryAddDescriptor(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [1]), 1), message => message[Tensor + TapLayout.TensorDescriptorAt] = 1));
        Assert.Equal(TapReasons.Malformed, Refused((ref TapWriter writer) => writer.TryAddOmitted(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [1]), 1), message => message[Record + TapLayout.RecordFlagsAt] = (byte)TapRecordFlags.Whole));
        Assert.Equal(TapReasons.Malformed, Refused((ref TapWriter writer) => writer.TryAdd(new TapTensorHead(TapRole.Input, 0, ElementType.Text, [1]), [3, 0, 0, 0, 0xc3, 0xa9, 0x21]), message => message[^3] = 0x21));
    }

    [Fact]
    public void The_writer_says_what_does_not_fit()
    {
        byte[] buffer = new byte[TapLimits.MessageBytes];
        byte[] content = new byte[TapLimits.InlineBytes];
        var writer = new TapWriter(buffer);
        Assert.True(writer.TryBeginRecord(0, 0, TapRecordFlags.None));
        var head = new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [TapLimits.InlineBytes]);
        Assert.True(writer.TryAdd(head, content) && writer.TryAdd(head, content) && writer.TryAdd(head, content));
        Assert.False(writer.TryAdd(head, content));
        Assert.False(writer.TryAdd(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, [TapLimits.InlineBytes + 1]), new byte[TapLimits.InlineBytes + 1]));
        for (int i = 3; i < TapLimits.Tensors; i++)
        {
            Assert.True(writer.TryAddOmitted(head, TapLimits.InlineBytes));
        }

        Assert.False(writer.TryAddOmitted(head, TapLimits.InlineBytes));
        writer.EndRecord();
        Assert.True(writer.TryBeginRecord(1, 0, TapRecordFlags.None));
        writer.CancelRecord();
        int length = writer.Finish(TapKind.Records, 0, 0);
        Assert.True(TapMessage.TryRead(buffer.AsSpan(0, length), TapSide.Application, out TapMessage message, out TapFault fault), fault.ToString());
        Assert.Equal(1, message.Count);
    }

    [Fact]
    public void What_is_lost_is_counted_and_what_goes_back_is_refused()
    {
        var taken = new TapContinuity();
        Assert.True(Next(ref taken, 0, 0, 2));
        Assert.True(Next(ref taken, 1, 2, 1));
        Assert.True(Next(ref taken, 4, 10, 1));
        Assert.Equal((3UL, 4UL, 2UL, 7UL), (taken.Messages, taken.Records, taken.LostMessages, taken.LostRecords));
        Assert.False(Next(ref taken, 4, 11, 1));
        Assert.False(Next(ref taken, 5, 10, 1));
        Assert.False(Next(ref taken, ulong.MaxValue, 11, 0));
        Assert.False(Next(ref taken, 5, ulong.MaxValue, 1));
        Assert.True(Next(ref taken, 5, 11, 0));
        Assert.Equal((4UL, 4UL, 2UL, 7UL), (taken.Messages, taken.Records, taken.LostMessages, taken.LostRecords));
    }

    [Fact]
    [RedTeam("G10", "Floods the tap with bad and good messages to fill the agent's memory", typeof(TapMessage))]
    public void Reading_allocates_nothing_good_or_bad()
    {
        byte[] good = GoldenTap.All["records"], bad = [.. good];
        bad[Tensor + TapLayout.TensorRankAt] = 8;
        Read(good, bad, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sum = Read(good, bad, 1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(sum > 0);
    }

    private delegate bool Add(ref TapWriter writer);

    private static Reason? Refused(Add add, Action<byte[]> change)
    {
        byte[] buffer = new byte[512];
        var writer = new TapWriter(buffer);
        Assert.True(writer.TryBeginRecord(0, 0, TapRecordFlags.None) && add(ref writer));
        writer.EndRecord();
        byte[] message = buffer[..writer.Finish(TapKind.Records, 0, 0)];
        Assert.True(TapMessage.TryRead(message, TapSide.Application, out _, out TapFault fault), fault.ToString());
        change(message);
        return TapMessage.TryRead(message, TapSide.Application, out _, out fault) ? null : fault.Reason;
    }

    private static bool Next(ref TapContinuity taken, ulong sequence, ulong records, int count)
    {
        byte[] buffer = new byte[512];
        var writer = new TapWriter(buffer);
        for (int i = 0; i < count; i++)
        {
            Assert.True(writer.TryBeginRecord(0, 0, TapRecordFlags.None));
            writer.EndRecord();
        }

        Assert.True(TapMessage.TryRead(buffer.AsSpan(0, writer.Finish(TapKind.Records, sequence, records)), TapSide.Application, out TapMessage message, out _));
        return taken.TryNext(message, out _);
    }

    private static long Read(byte[] good, byte[] bad, int times)
    {
        long sum = 0;
        for (int i = 0; i < times; i++)
        {
            TapMessage.TryRead(bad, TapSide.Application, out _, out _);
            TapMessage.TryRead(good, TapSide.Application, out TapMessage message, out _);
            foreach (TapRecord record in message.Records)
            {
                foreach (TapTensor tensor in record.Tensors)
                {
                    sum += tensor.Content.Length;
                }
            }
        }

        return sum;
    }
}
