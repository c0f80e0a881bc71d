using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Tokens;

/// <summary>CK_FUNCTION_LIST (section 3.6): the version, then pointers in the order of the header file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FunctionList
{
    internal nuint Version;
    internal Pointers Functions;

    [InlineArray(68)]
    internal struct Pointers
    {
        private nint _first;
    }
}
