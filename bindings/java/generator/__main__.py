# SPDX-License-Identifier: Apache-2.0
"""Writes the raw layer of the Java library, and its public enums, from the description of the C interface, and copies the shared
libraries to where JNA looks for those of this platform.

Usage: python3 bindings/java/generator DESCRIPTION LIBRARY_DIR SOURCES_DIR RESOURCES_DIR
"""
import json
import os
import pathlib
import platform
import shutil
import sys
import textwrap
from typing import Any

Object = dict[str, Any]
# Structs of a pointer and a length, and dates, are values of Java; everything else that is nested is a view.
VALUES = {"doverie_string": ("String", "text"), "doverie_bytes": ("byte[]", "bytes"), "doverie_date": ("java.time.LocalDate", "date")}
# Lists of constants without a type of their own that hosts meet by name.
GROUPS = {"DOVERIE_REASON_": "ReasonCode", "DOVERIE_FAULT_": "FaultCode", "DOVERIE_NOTICE_": "NoticeKind"}
JAVA = {1: "byte", 2: "short", 4: "int", 8: "long"}
BOXES = {"byte": "Byte", "short": "Short", "int": "Integer", "long": "Long"}
HEAD = "// SPDX-License-Identifier: Apache-2.0\n// Written by bindings/java/generator from capi/doverie.api.json.\n"
# Words of Java that names of C can be.
WORDS = {"abstract", "assert", "boolean", "byte", "case", "catch", "class", "default", "do", "final", "finally", "import", "instanceof",
         "interface", "native", "new", "package", "private", "protected", "public", "super", "synchronized", "this", "throw", "throws",
         "transient", "try", "void"}


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.removeprefix("doverie_").split("_"))


def member_name(name: str) -> str:
    first, *rest = name.split("_")
    spelled = first + "".join(part.capitalize() for part in rest)
    return f"{spelled}_" if spelled in WORDS else spelled


def comment(doc: str, indent: str = "") -> str:
    if not doc:
        return ""
    safe = doc.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;").replace("*/", "*&#47;")
    lines = textwrap.wrap(safe.replace("\n\n", " "), 116 - len(indent))
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return "".join([f"{indent}/**\n", *(f"{indent} * {line}\n" for line in lines), f"{indent} */\n"])


class Generator:
    def __init__(self, description: Object) -> None:
        self.description = description
        self.sizes = description["platform"]["sizes"]
        self.enums = {one["name"]: one for one in description["enums"]}
        self.constants = {one["name"]: one for one in description["constants"]}
        self.files: dict[str, str] = {}

    def everything(self) -> dict[str, str]:
        for library in self.description["libraries"]:
            self.library(library)
        for name in sorted(self.by_value()):
            self.value(name)
        for struct in self.description["structs"]:
            self.struct(struct)
        for enum in self.description["enums"]:
            if enum["constants"]:
                self.enum(camel(enum["name"]), enum.get("doc", ""), [self.constants[name] for name in enum["constants"]])
        for prefix, name in GROUPS.items():
            self.enum(name, f"The constants {prefix}*.", [one for one in self.constants.values() if one["name"].startswith(prefix)])
        self.numbers()
        return self.files

    def write(self, package: str, name: str, text: str) -> None:
        self.files[f"{package.replace('.', '/')}/{name}.java"] = f"{HEAD}package {package};\n\n{text}"

    # --- Types.

    def size(self, base: str) -> int:
        return int(self.sizes[self.enums[base]["type"] if base in self.enums else base])

    def java(self, one: Object) -> str:
        """The type of a parameter or a result: addresses are numbers of 64 bits."""
        if one.get("pointers"):
            return "long"
        if one["kind"] == "struct":
            return camel(one["base"]) + "Value"
        return "void" if one["base"] == "void" else JAVA[self.size(one["base"])]

    def by_value(self) -> set[str]:
        given = [one for function in self.description["functions"] for one in [*function["parameters"], function["returns"]]]
        given += [one for struct in self.description["structs"] for member in struct["members"]
                  for one in member.get("parameters", [])]
        return {one["base"] for one in given if one["kind"] == "struct" and not one.get("pointers")}

    # --- Functions.

    def library(self, library: str) -> None:
        name = "Raw" + camel(library.removesuffix("_c")).removeprefix("Doverie")
        functions = [one for one in self.description["functions"] if one["library"] == library]
        text = f"/** The functions of lib{library}.so as they are. */\npublic final class {name} {{\n"
        text += f"  private {name}() {{}}\n\n  static {{\n    Libraries.register({name}.class, \"{library}\");\n  }}\n"
        for one in functions:
            parameters = ", ".join(f"{self.java(parameter)} {member_name(parameter['name'])}" for parameter in one["parameters"])
            text += f"\n{comment(one.get('doc', ''), '  ')}"
            text += f"  public static native {self.java(one['returns'])} {one['name']}({parameters});\n"
        self.write("doverie.raw", name, text + "}\n")

    # --- Structs.

    def value(self, base: str) -> None:
        """A struct that goes by value: JNA knows how processors pass it."""
        struct = next(one for one in self.description["structs"] if one["name"] == base)
        name = camel(base) + "Value"
        fields = [(member_name(one["name"]), "com.sun.jna.Pointer" if one.get("pointers") else JAVA[one["size"]])
                  for one in struct["members"]]
        order = ", ".join(f'"{field}"' for field, _ in fields)
        text = "import com.sun.jna.Structure;\n\n" + comment(struct.get("doc", f"{base}, as it goes by value."))
        text += f"@Structure.FieldOrder({{{order}}})\npublic class {name} extends Structure implements Structure.ByValue {{\n"
        text += "".join(f"  public {kind} {field};\n" for field, kind in fields)
        text += f"\n  /** JNA wants to be able to make one. */\n  public {name}() {{}}\n"
        text += f"\n  /** At an address: JNA takes no memory for it. */\n  public {name}(com.sun.jna.Pointer at) {{\n    super(at);\n  }}\n"
        text += f"\n  /** What C has put there. */\n  static {name} of(com.sun.jna.Pointer at) {{\n    {name} value = new {name}(at);\n"
        text += "    value.read();\n    return value;\n  }\n}\n"
        self.write("doverie.raw", name, text)

    def struct(self, struct: Object) -> None:
        name = camel(struct["name"]) + "Struct"
        grows = "true" if struct.get("grows") else "false"
        text = ("import com.sun.jna.CallbackProxy;\n" if struct.get("callbacks") else "") + "import com.sun.jna.Pointer;\n\n"
        text += comment(struct.get("doc", f"{struct['name']}.")) + f"public final class {name} extends Block {{\n"
        text += f"  public static final int SIZE = {struct['size']};\n\n"
        text += f"  public {name}(Frame frame) {{\n    super(frame, SIZE, {grows});\n  }}\n\n"
        text += f"  public {name}(Frame frame, Pointer at) {{\n    super(frame, at);\n  }}\n"
        for member in struct["members"]:
            if member["name"] != "struct_size":
                text += "\n" + self.member(name, member)
        self.write("doverie.raw", name, text + "}\n")

    def member(self, struct: str, member: Object) -> str:
        name, offset, doc = member_name(member["name"]), member["offset"], comment(member.get("doc", ""), "  ")
        if member["kind"] == "callback":
            return self.callback(struct, member)
        if member.get("count"):
            kind = JAVA[member["size"] // member["count"]]
            return f"{doc}  public {kind}[] {name}() {{\n    return at.get{kind.capitalize()}Array({offset}, {member['count']});\n  }}\n"
        if member.get("pointers") or member["kind"] in ("number", "enum"):
            kind = JAVA[member["size"]]
            getter, setter = f"at.get{kind.capitalize()}({offset})", f"at.set{kind.capitalize()}({offset}, value)"
        elif member["base"] in VALUES:
            kind, word = VALUES[member["base"]]
            getter, setter = f"{word}({offset})", f"{word}({offset}, value)"
        else:
            view = camel(member["base"]) + "Struct"
            return f"{doc}  public {view} {name}() {{\n    return new {view}(frame, at.share({offset}, {view}.SIZE));\n  }}\n"
        return (f"{doc}  public {kind} {name}() {{\n    return {getter};\n  }}\n\n"
                f"{doc}  public {struct} {name}({kind} value) {{\n    {setter};\n    return this;\n  }}\n")

    def callback(self, struct: str, member: Object) -> str:
        name = member_name(member["name"])
        kind = name[0].upper() + name[1:]
        types = [self.java(one) for one in member["parameters"]]
        parameters = ", ".join(f"{one} {member_name(each['name'])}" for one, each in zip(types, member["parameters"], strict=True))
        given = ", ".join(f"({BOXES[one]}) given[{index}]" if one in BOXES else f"{one}.of((Pointer) given[{index}])"
                          for index, one in enumerate(types))
        classes = ", ".join(f"{one}.class" for one in types)
        doc = comment(member.get("doc", ""), "  ")
        return (f"{doc}  public interface {kind} extends CallbackProxy {{\n    void invoke({parameters});\n\n"
                f"    @Override\n    default Object callback(Object[] given) {{\n      invoke({given});\n      return null;\n    }}\n\n"
                f"    @Override\n    default Class<?>[] getParameterTypes() {{\n      return new Class<?>[] {{{classes}}};\n    }}\n\n"
                f"    @Override\n    default Class<?> getReturnType() {{\n      return void.class;\n    }}\n  }}\n\n"
                f"  public {struct} {name}({kind} value) {{\n    function({member['offset']}, value);\n    return this;\n  }}\n")

    # --- Constants.

    def enum(self, name: str, doc: str, constants: list[Object]) -> None:
        prefix = os.path.commonprefix([one["name"] for one in constants])
        prefix = prefix[:prefix.rindex("_") + 1]
        text = comment(doc or f"The constants {prefix}*.") + f"public enum {name} {{\n"
        text += "".join(f"{comment(one.get('doc', ''), '  ')}  {one['name'].removeprefix(prefix)}({one['value']}),\n" for one in constants)
        text += "  /** A number that this version does not know: of a later library. */\n  UNRECOGNIZED(Integer.MIN_VALUE);\n\n"
        text += "  private static final java.util.Map<Integer, " + name + "> BY_NUMBER = new java.util.HashMap<>();\n\n  static {\n"
        text += f"    for ({name} each : values()) BY_NUMBER.put(each.number, each);\n  }}\n\n"
        text += f"  private final int number;\n\n  {name}(int number) {{\n    this.number = number;\n  }}\n\n"
        text += "  /** The number that it has in C and in the records. */\n  public int number() {\n    return number;\n  }\n\n"
        text += f"  /** What the number stands for. */\n  public static {name} of(int number) {{\n"
        text += "    return BY_NUMBER.getOrDefault(number, UNRECOGNIZED);\n  }\n}\n"
        self.write("doverie", name, text)

    def numbers(self) -> None:
        text = "/** Constants that are of no enum. */\npublic final class Constants {\n  private Constants() {}\n"
        for one in self.constants.values():
            if "enum" not in one and one.get("group") not in GROUPS:
                kind = {"string": "String", "int32_t": "int", "int64_t": "long"}[one["type"]]
                value = json.dumps(one["value"]) if kind == "String" else f"{one['value']}" + ("L" if kind == "long" else "")
                name = one["name"].removeprefix("DOVERIE_")
                text += f"\n{comment(one.get('doc', ''), '  ')}  public static final {kind} {name} = {value};\n"
        self.write("doverie.raw", "Constants", text + "}\n")


def write_sources(description: Object, root: pathlib.Path) -> None:
    wanted = {root / path: text for path, text in Generator(description).everything().items()}
    for path in root.rglob("*.java"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def copy_libraries(description: Object, built: pathlib.Path, resources: pathlib.Path) -> None:
    """Those that were built; the first one has to be."""
    folder = resources / f"linux-{platform.machine().replace('_', '-')}"
    folder.mkdir(parents=True, exist_ok=True)
    for library in description["libraries"]:
        name = f"lib{library}.so"
        if (built / name).exists():
            shutil.copyfile(built / name, folder / name)
        elif library == description["libraries"][0]:
            sys.exit(f"{built} has no {name}; build it (cmake --build --preset dev), or name its directory: mvn -Ddoverie.native=DIR")


def main() -> None:
    description = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    copy_libraries(description, pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4]))
    write_sources(description, pathlib.Path(sys.argv[3]))


if __name__ == "__main__":
    main()
