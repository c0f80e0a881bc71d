using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MLSecOps.Core.Challenge;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>A description as bytes, big-endian and unambiguous: sides that differ in one detail expand wholly different inputs.</summary>
internal static class DescriptionBytes
{
    /// <summary>Encodes an accepted description with its place among the inputs.</summary>
    public static byte[] Encode(int place, InputDescription input)
    {
        ArrayBufferWriter<byte> bytes = new();
        Add32(bytes, (uint)place);
        Add8(bytes, (byte)input.Type);
        byte[] name = Encoding.UTF8.GetBytes(input.Name);
        Add16(bytes, (ushort)name.Length);
        bytes.Write(name);
        Add8(bytes, (byte)input.Shape.Count);
        foreach (long dimension in input.Shape)
        {
            Add64(bytes, (ulong)dimension);
        }

        AddRange(bytes, input.Range);
        return bytes.WrittenSpan.ToArray();
    }

    private static void AddRange(ArrayBufferWriter<byte> bytes, ValueRange range)
    {
        switch (range)
        {
            case ValueRange.Floats floats:
                Add8(bytes, 1);
                AddDouble(bytes, floats.Low);
                AddDouble(bytes, floats.High);
                Add16(bytes, (ushort)(short)floats.Scale);
                break;
            case ValueRange.Integers integers:
                Add8(bytes, 2);
                Add128(bytes, integers.Low);
                Add128(bytes, integers.High);
                break;
            case ValueRange.OneOf list:
                Add8(bytes, 3);
                Add16(bytes, (ushort)list.Values.Count);
                foreach (Int128 value in list.Values)
                {
                    Add128(bytes, value);
                }

                break;
            default:
                Add8(bytes, 4);
                break;
        }
    }

    // Adding zero turns -0 into +0: they are the same bound.
    private static void AddDouble(ArrayBufferWriter<byte> bytes, double value) => Add64(bytes, BitConverter.DoubleToUInt64Bits(value + 0.0));

    private static void Add8(ArrayBufferWriter<byte> bytes, byte value) => bytes.Write([value]);

    private static void Add16(ArrayBufferWriter<byte> bytes, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.GetSpan(sizeof(ushort)), value);
        bytes.Advance(sizeof(ushort));
    }

    private static void Add32(ArrayBufferWriter<byte> bytes, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes.GetSpan(sizeof(uint)), value);
        bytes.Advance(sizeof(uint));
    }

    private static void Add64(ArrayBufferWriter<byte> bytes, ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes.GetSpan(sizeof(ulong)), value);
        bytes.Advance(sizeof(ulong));
    }

    private static void Add128(ArrayBufferWriter<byte> bytes, Int128 value)
    {
        BinaryPrimitives.WriteInt128BigEndian(bytes.GetSpan(16), value);
        bytes.Advance(16);
    }
}
