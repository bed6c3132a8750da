"""files.*: the upload in three steps, and the addresses behind it."""

import mimetypes
from pathlib import PurePosixPath
from typing import Any

from aiohttp import web

from sandbox import acts
from sandbox.content import check_content, thread_of
from sandbox.methods import ApiError, MethodCall, api_method, invalid_arguments
from sandbox.model import Channel, File, Json, Message
from sandbox.platform import Platform
from sandbox.shapes import file_json

MAX_CHANNELS = 100
_COMPLETE_ARGUMENTS = "files:json! channel_id channels initial_comment thread_ts blocks:json"


@api_method("files.getUploadURLExternal", "filename! length:int! alt_txt snippet_type", scope="files:write", tier=4)
async def get_upload_url(call: MethodCall) -> Json:
    if call.args["length"] <= 0:
        raise invalid_arguments("must be greater than 0: length")
    file = new_file(call.platform, call.text_argument("filename"), call.platform.workspace.bot_user_id)
    file.length, file.alt_txt = call.args["length"], call.text_argument("alt_txt")
    return {"upload_url": f"{call.platform.url}/upload/v1/{file.id}", "file_id": file.id}


@api_method("files.completeUploadExternal", _COMPLETE_ARGUMENTS, scope="files:write", tier=4)
async def complete_upload(call: MethodCall) -> Json:
    files = _files_to_complete(call)
    raw_names = ",".join(filter(None, (call.text_argument("channel_id"), call.text_argument("channels")))).split(",")
    names = [raw_name for raw_name in raw_names if raw_name]
    if len(names) > MAX_CHANNELS:
        raise invalid_arguments("too many channels")
    channels = [_shareable_channel(call, name) for name in names]
    for file in files:
        file.completed = True
    for channel in channels:
        _share_files(call, files, channel)
    return {"files": [file_json(call.platform.workspace, file) for file in files]}


@api_method("files.info", "file! count cursor limit page", scope="files:read", tier=4)
async def files_info(call: MethodCall) -> Json:
    file = call.platform.workspace.find_file(call.text_argument("file"))
    if file is None or not file.completed:
        raise ApiError("file_not_found")
    body = file_json(call.platform.workspace, file)
    return {"file": body, "comments": [], "response_metadata": {"next_cursor": ""}}


def new_file(platform: Platform, name: str, user: str, content: bytes | None = None) -> File:
    """Create a file of the workspace; it is complete when its content is given."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(
        platform.workspace.new_id("F"), PurePosixPath(name).name, user, platform.clock.epoch_seconds(), mimetype=kind
    )
    file.content, file.completed = content, content is not None
    platform.workspace.files[file.id] = file
    return file


async def receive_upload(platform: Platform, request: web.Request) -> web.Response:
    """Receive a file's bytes, raw or as a form."""
    file = platform.workspace.find_file(request.match_info["file"])
    if file is None or file.completed:
        raise web.HTTPNotFound
    if request.content_type == "multipart/form-data":
        parts = [part async for part in _multipart_contents(request)]
        file.content = parts[0] if parts else b""
    else:
        file.content = await request.read()
    return web.Response(text=f"OK - {len(file.content)}")


async def download_file(platform: Platform, request: web.Request) -> web.Response:
    """Serve the private address of a file: Slack asks for the token and else shows a sign-in page."""
    file = platform.workspace.find_file(request.match_info["key"].rpartition("-")[2])
    if request.headers.get("Authorization") != f"Bearer {platform.bot_token}":
        return web.Response(text="<html>Sign in</html>", content_type="text/html")
    if file is None or file.content is None or "files:read" not in platform.scopes:
        raise web.HTTPNotFound
    return web.Response(body=file.content, content_type=file.mimetype)


async def _multipart_contents(request: web.Request) -> Any:
    reader = await request.multipart()
    async for part in reader:
        yield await part.read(decode=True)  # type: ignore[union-attr]


def _files_to_complete(call: MethodCall) -> list[File]:
    """Return the files that the call wants to complete, each with its bytes and for the first time."""
    entries = call.args["files"]
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(entry, dict) and entry.get("id") for entry in entries)
    ):
        raise invalid_arguments("must be a list of objects with an id [json-pointer:/files]")
    files = []
    for entry in entries:
        file = call.platform.workspace.find_file(str(entry["id"]))
        if file is None or file.completed or file.content is None or len(file.content) != file.length:
            raise ApiError("file_not_found")
        file.title = str(entry.get("title") or file.name)
        files.append(file)
    return files


def _shareable_channel(call: MethodCall, name: str) -> Channel:
    channel = call.platform.workspace.channels.get(name)
    if channel is None:
        raise ApiError("channel_not_found")
    if call.platform.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _share_files(call: MethodCall, files: list[File], channel: Channel) -> None:
    workspace = call.platform.workspace
    text = call.text_argument("initial_comment")
    blocks: list[Json] = []
    if not text and call.args.get("blocks"):
        text, blocks = check_content(call)
    for file in files:
        acts.share(call.platform, file, channel, workspace.bot_user_id)
    message = Message(channel.id, call.platform.clock.next_ts(), workspace.bot_user_id, text, bot_id=workspace.bot_id)
    message.blocks, message.files, message.subtype = blocks, files, "file_share"
    message.thread_ts = thread_of(call, channel)
    acts.post(call.platform, message)
