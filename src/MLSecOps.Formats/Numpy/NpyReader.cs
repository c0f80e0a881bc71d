using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Numpy;

/// <summary>Reads an array as <c>numpy.save</c> writes it: numbers or booleans, little-endian, C order.</summary>
/// <remarks>NumPy enhancement proposal 1, versions 1.0 to 3.0: magic, header length, a Python literal <c>{'descr': ..., 'fortran_order': ..., 'shape': ...}</c>, then the elements.
/// Nothing is evaluated: the literal is read by <see cref="NpyHeader"/>, which knows these three members and no others. Pickled objects are refused.</remarks>
public static class NpyReader
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads one array. Input is untrusted; the result owns its bytes, at most <see cref="TensorLimits.MaxBytes"/>, and has no name.</summary>
    public static Parsed<Tensor> Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < Magic.Length + 4 || !input.StartsWith(Magic) || input[Magic.Length] is < 1 or > 3 || input[Magic.Length + 1] != 0)
        {
            return Fault(0, "an .npy file of version 1, 2 or 3");
        }

        int at = Magic.Length + 2;
        bool brief = input[Magic.Length] == 1;
        long length = brief ? BinaryPrimitives.ReadUInt16LittleEndian(input[at..]) : input.Length < at + 4 ? long.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(input[at..]);
        at += brief ? 2 : 4;
        if (length > NpyHeader.MaxBytes || length > input.Length - at)
        {
            return Fault(at, $"a header of at most {NpyHeader.MaxBytes} bytes");
        }

        if (!NpyHeader.Read(input.Slice(at, (int)length), at).TryGet(out NpyHeader? header, out FormatFault? fault))
        {
            return fault;
        }

        ReadOnlySpan<byte> elements = input[(at + (int)length)..];
        return header.Bytes is not { } bytes ? Fault(at, $"at most {TensorLimits.MaxBytes} bytes of elements")
            : elements.Length != bytes ? new FormatFault(BaselineReasons.NpyMalformed, at + length, $"{bytes} bytes of elements", elements.Length.ToString())
            : header.Type == ElementType.Bool && elements.ContainsAnyExceptInRange((byte)0, (byte)1) ? Fault(at + length, "booleans of 0 or 1")
            : new Tensor("", header.Type, header.Shape, elements.ToArray());
    }

    private static FormatFault Fault(long offset, string expected) => new(BaselineReasons.NpyMalformed, offset, expected);
}
