using System.Buffers.Binary;
using System.Text.Unicode;

namespace MLSecOps.Formats.Tap;

/// <summary>Content of a tensor of texts: each element is its length in four bytes, then so many bytes of UTF-8; nothing between them.</summary>
public static class TapText
{
    /// <summary>Whether content is exactly so many texts. O(bytes), no allocation.</summary>
    /// <param name="content">Untrusted.</param>
    /// <param name="elements">What the shape says.</param>
    public static bool IsWhole(ReadOnlySpan<byte> content, ulong elements)
    {
        for (ulong i = 0; i < elements; i++)
        {
            if (content.Length < 4)
            {
                return false;
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(content);
            if (length > (uint)(content.Length - 4) || !Utf8.IsValid(content.Slice(4, (int)length)))
            {
                return false;
            }

            content = content[(4 + (int)length)..];
        }

        return content.IsEmpty;
    }

    /// <summary>Takes the next text off content that <see cref="IsWhole"/> holds of.</summary>
    /// <returns>False at the end.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> text)
    {
        if (content.IsEmpty)
        {
            text = default;
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(content);
        text = content.Slice(4, length);
        content = content[(4 + length)..];
        return true;
    }
}
