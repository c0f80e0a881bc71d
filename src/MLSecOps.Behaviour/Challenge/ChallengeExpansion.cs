using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>Expands a challenge into a model's inputs, the same bits on every machine. The rule is <see cref="ChallengeSeed.Rule"/>, stated in <c>packaging/docs/reference/challenge.md</c>.</summary>
public static class ChallengeExpansion
{
    private const int Int128Bytes = 16;

    /// <summary>Expands one index. At most 16 MiB of tensors; about 15 million elements of one byte take one second.</summary>
    /// <param name="seed">Nonce, device, package and index; untrusted.</param>
    /// <param name="inputs">The model's inputs, in its order; untrusted.</param>
    /// <param name="tensors">One tensor for each input, in the same order.</param>
    /// <param name="fault">The check <c>challenge.seed</c> or <c>challenge.inputs</c> that failed, with its reason; its subject and finding may be text from outside.</param>
    /// <returns>Whether both were accepted.</returns>
    public static bool TryExpand(
        ChallengeSeed seed, IReadOnlyList<InputDescription> inputs, [NotNullWhen(true)] out IReadOnlyList<Tensor>? tensors, [NotNullWhen(false)] out Check? fault)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(inputs);
        tensors = null;
        fault = seed.Fault ?? DescriptionCheck.Fault(inputs);
        if (fault is not null)
        {
            return false;
        }

        byte[] secret = new byte[SHA256.HashSizeInBytes];
        seed.Derive(secret);
        tensors = [.. inputs.Select((input, place) => Fill(secret, place, input))];
        return true;
    }

    private static Tensor Fill(byte[] secret, int place, InputDescription input)
    {
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, DescriptionBytes.Encode(place, input), key);
        var stream = new CounterStream(key, stackalloc byte[CounterStream.ScratchBytes]);
        byte[] data = new byte[DescriptionCheck.Bytes(input)];
        int size = ElementTypes.Size(input.Type);
        for (int at = 0; at < data.Length; at += size)
        {
            Draw(ref stream, input, data.AsSpan(at, size));
        }

        return new Tensor(input.Name, input.Type, input.Shape, data);
    }

    private static void Draw(ref CounterStream stream, InputDescription input, Span<byte> element)
    {
        switch (input.Range)
        {
            case ValueRange.Floats floats:
                FloatSteps.TryCount(floats.Low, floats.Scale, out long low);
                FloatSteps.TryCount(floats.High, floats.Scale, out long high);
                FloatSteps.Write(input.Type, low + (long)stream.Draw((ulong)(high - low)), floats.Scale, element);
                break;
            case ValueRange.Integers integers:
                WriteWhole(integers.Low + stream.Draw((ulong)(integers.High - integers.Low)), element);
                break;
            case ValueRange.OneOf list:
                WriteWhole(list.Values[(int)stream.Draw((ulong)list.Values.Count - 1)], element);
                break;
            default:
                element[0] = (byte)stream.Draw(1);
                break;
        }
    }

    // Two's complement: the low bytes are the number in every narrower type that holds it.
    private static void WriteWhole(Int128 value, Span<byte> element)
    {
        Span<byte> bytes = stackalloc byte[Int128Bytes];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, value);
        bytes[..element.Length].CopyTo(element);
    }
}
